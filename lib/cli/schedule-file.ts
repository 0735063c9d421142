import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { Years } from '../model/off-hours/calendar.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import { isRecord } from '../model/off-hours/read-parts.ts';
import { readSchedules } from '../tasks/jobs-file/off-hours.ts';
import { readYaml, type YamlFile } from '../tasks/jobs-file/yaml.ts';
import { type JobTiming, readJobTiming } from './schedule-job.ts';
import { readTextFile } from './text-file.ts';

/** What `jobs.yaml` says of time: its off-hours schedules and when its jobs fire. */
export interface ScheduleFile {
  readonly schedules: readonly { readonly plan: OffHoursPlan; readonly expect: readonly string[] }[];
  readonly jobs: readonly JobTiming[];
  /** Such as calendar events that were left out. */
  readonly warnings: readonly Diagnostic[];
}

interface Reading {
  readonly file: string;
  readonly cwd: string;
  readonly folder: string;
  readonly years: Years;
  readonly yaml: YamlFile;
  readonly diagnostics: Diagnostic[];
}

/** Reads `schedules:` and the schedules of `jobs:`; the rest of the file is `jobs check`'s business. Mistakes throw a DocumentError. */
export function readScheduleFile(choice: { cwd: string; file: string; years: Years }): ScheduleFile {
  const path = resolve(choice.cwd, choice.file);
  const file = relative(choice.cwd, path);
  const yaml = readYaml(
    readText(path, { cwd: choice.cwd, otherwise: `there is no file "${file}"; --file names another` }),
    file,
  );
  const reading = {
    file,
    cwd: choice.cwd,
    folder: dirname(path),
    years: choice.years,
    yaml,
    diagnostics: [...yaml.diagnostics],
  };
  const root = isRecord(yaml.value) ? yaml.value : {};
  const schedules = readNamed(root['schedules'], reading);
  const jobs = readJobs(root, reading);
  reading.diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  if (reading.diagnostics.some(({ severity }) => severity === 'error'))
    throw new DocumentError(reading.diagnostics);
  if (schedules.length + jobs.length === 0)
    throw new UsageError(`"${file}" has neither "schedules" nor "jobs"`);
  return { schedules, jobs, warnings: reading.diagnostics };
}

function readText(path: string, { cwd, otherwise }: { cwd: string; otherwise: string }): string {
  if (!existsSync(path)) throw new UsageError(otherwise);
  return readTextFile(path, cwd);
}

function readNamed(value: unknown, reading: Reading): ScheduleFile['schedules'] {
  if (value !== undefined && !isRecord(value)) {
    report(reading, ['schedules'], '"schedules" must be a mapping of names to schedules');
    return [];
  }
  const { schedules, mistakes } = readSchedules({
    value,
    years: reading.years,
    read: (path) =>
      readText(resolve(reading.folder, path), {
        cwd: reading.cwd,
        otherwise: `there is no file "${path}" beside ${reading.file}`,
      }),
  });
  reading.diagnostics.push(...mistakes.map(reading.yaml.locate));
  return schedules;
}

function readJobs(root: Record<string, unknown>, reading: Reading): readonly JobTiming[] {
  const jobs = isRecord(root['jobs']) ? root['jobs'] : {};
  const defaults = isRecord(root['defaults']) ? root['defaults'] : {};
  return Object.entries(jobs).flatMap(([name, job]) => {
    const read = readJobTiming({ name, job, defaults });
    if (read.kind === 'job') return [read.job];
    report(reading, ['jobs', name, ...read.path], read.message);
    return [];
  });
}

function report({ yaml, diagnostics }: Reading, path: readonly (string | number)[], message: string): void {
  diagnostics.push(yaml.locate({ path, at: 'value', message }));
}
