import { isRecord } from '../model/off-hours/read-parts.ts';
import { parseInstant } from '../model/schedule/instant.ts';
import { parseSchedule } from '../model/schedule/parse.ts';
import type { Schedule } from '../model/schedule/schedule.ts';
import { checkTimezone } from '../model/schedule/timezone.ts';

/** When one job of `jobs.yaml` fires. */
export interface JobTiming {
  readonly name: string;
  readonly schedule: Schedule;
  readonly timezone: string;
  readonly start?: Date;
  readonly end?: Date;
  readonly flexibleWindowMinutes?: number;
}

export type JobTimingResult =
  | { readonly kind: 'job'; readonly job: JobTiming }
  | { readonly kind: 'error'; readonly path: readonly string[]; readonly message: string };

/** Reads the schedule of a job as written, an expression or a mapping with one; nothing else of the job is looked at. */
export function readJobTiming(input: {
  name: string;
  job: unknown;
  defaults: Record<string, unknown>;
}): JobTimingResult {
  const { name, job, defaults } = input;
  const written = isRecord(job) ? job['schedule'] : undefined;
  const settings: Record<string, unknown> = isRecord(written) ? written : { expression: written };
  const path = isRecord(written) ? ['schedule', 'expression'] : ['schedule'];
  if (typeof settings['expression'] !== 'string') return failed(path, `job "${name}" has no schedule`);
  const schedule = parseSchedule(settings['expression']);
  if (schedule.kind === 'error') return failed(path, schedule.message);
  const timezone =
    settings['timezone'] ?? (isRecord(job) ? job['timezone'] : undefined) ?? defaults['timezone'] ?? 'UTC';
  const zone = checkTimezone(String(timezone));
  if (zone.kind === 'error') return failed(['schedule'], zone.message);
  const bounds: { start?: Date; end?: Date } = {};
  for (const key of ['start', 'end'] as const) {
    const text = settings[key];
    if (text === undefined) continue;
    const time = parseInstant(String(text), zone.name);
    if (time.kind === 'error') return failed(['schedule', key], time.message);
    bounds[key] = time.time;
  }
  const { flexibleWindowMinutes: window } = settings;
  const flexible = typeof window === 'number' ? { flexibleWindowMinutes: window } : {};
  return { kind: 'job', job: { name, schedule, timezone: zone.name, ...bounds, ...flexible } };
}

function failed(path: readonly string[], message: string): JobTimingResult {
  return { kind: 'error', path, message };
}
