import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import { readCalendar, type Years } from '../model/off-hours/calendar.ts';
import type { Holiday, OffHoursPlan } from '../model/off-hours/plan.ts';
import { readOffHours } from '../model/off-hours/read.ts';
import { isRecord } from '../model/off-hours/read-parts.ts';
import { readYaml, type YamlFile } from '../tasks/jobs-file/yaml.ts';
import { type JobTiming, readJobTiming } from './schedule-job.ts';

/** What `jobs.yaml` says of time: its off-hours schedules and when its jobs fire. */
export interface ScheduleFile {
  readonly schedules: readonly { readonly plan: OffHoursPlan; readonly expect: readonly string[] }[];
  readonly jobs: readonly JobTiming[];
  /** Such as calendar events that were left out. */
  readonly warnings: readonly Diagnostic[];
}

interface Reading {
  readonly file: string;
  readonly folder: string;
  readonly years: Years;
  readonly yaml: YamlFile;
  readonly diagnostics: Diagnostic[];
}

/** Reads `schedules:` and the schedules of `jobs:`; the rest of the file is `jobs check`'s business. Mistakes throw a DocumentError. */
export function readScheduleFile(choice: { cwd: string; file: string; years: Years }): ScheduleFile {
  const path = resolve(choice.cwd, choice.file);
  const file = relative(choice.cwd, path);
  const yaml = readYaml(readText(path, file), file);
  const reading = {
    file,
    folder: dirname(path),
    years: choice.years,
    yaml,
    diagnostics: [...yaml.diagnostics],
  };
  const root = isRecord(yaml.value) ? yaml.value : {};
  const schedules = readSchedules(root['schedules'], reading);
  const jobs = readJobs(root, reading);
  reading.diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  if (reading.diagnostics.some(({ severity }) => severity === 'error'))
    throw new DocumentError(reading.diagnostics);
  if (schedules.length + jobs.length === 0)
    throw new UsageError(`"${file}" has neither "schedules" nor "jobs"`);
  return { schedules, jobs, warnings: reading.diagnostics };
}

function readText(path: string, file: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no file "${file}"; --file names another`);
  return readFileSync(path, 'utf8');
}

function readSchedules(value: unknown, reading: Reading): ScheduleFile['schedules'] {
  if (value === undefined) return [];
  if (!isRecord(value)) {
    report(reading, ['schedules'], '"schedules" must be a mapping of names to schedules');
    return [];
  }
  return Object.entries(value).flatMap(([name, schedule]) => {
    const read = readOffHours({ name, value: schedule, calendars: readCalendars(name, schedule, reading) });
    if (read.kind === 'plan') return [{ plan: read.plan, expect: read.expect }];
    for (const problem of read.problems) {
      reading.diagnostics.push(
        reading.yaml.locate({ ...problem, path: ['schedules', name, ...problem.path] }),
      );
    }
    return [];
  });
}

/** The calendars that a schedule's holidays name, beside the jobs file. */
function readCalendars(
  name: string,
  schedule: unknown,
  reading: Reading,
): Record<string, readonly Holiday[]> {
  const holidays = isRecord(schedule) && Array.isArray(schedule['holidays']) ? schedule['holidays'] : [];
  const found: Record<string, readonly Holiday[]> = {};
  for (const [index, item] of holidays.entries()) {
    if (!isRecord(item) || typeof item['file'] !== 'string') continue;
    const at = ['schedules', name, 'holidays', index, 'file'];
    const path = resolve(reading.folder, item['file']);
    if (!existsSync(path)) {
      report(reading, at, `there is no file "${item['file']}" beside ${reading.file}`);
      found[item['file']] = [];
      continue;
    }
    const calendar = readCalendar(readFileSync(path, 'utf8'), reading.years);
    if (calendar.kind === 'error') report(reading, at, `"${item['file']}": ${calendar.message}`);
    const warnings = calendar.kind === 'calendar' ? calendar.warnings : [];
    for (const warning of warnings) report(reading, at, `"${item['file']}": ${warning}`, 'warning');
    found[item['file']] = calendar.kind === 'calendar' ? calendar.holidays : [];
  }
  return found;
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

function report(
  { yaml, diagnostics }: Reading,
  path: readonly (string | number)[],
  message: string,
  severity: Diagnostic['severity'] = 'error',
): void {
  diagnostics.push(yaml.locate({ path, at: 'value', message, severity }));
}
