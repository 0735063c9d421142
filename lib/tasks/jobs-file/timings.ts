import { type Instant, parseInstant } from '../../model/schedule/instant.ts';
import { checkTimezone } from '../../model/schedule/timezone.ts';
import type { Mistake, Path } from './mistake.ts';
import { entriesOf, field, textFieldOf } from './unknown.ts';

/** Mistakes in the jobs' times that lie between two settings, each of them right by itself. */
export function checkTimings(value: unknown): readonly Mistake[] {
  const fallback = textFieldOf(field(value, 'defaults'), 'timezone');
  return entriesOf(field(value, 'jobs')).flatMap(([name, job]) => checkTiming(job, ['jobs', name], fallback));
}

function checkTiming(job: unknown, path: Path, fallback: string | undefined): readonly Mistake[] {
  const schedule = field(job, 'schedule');
  const own = textFieldOf(schedule, 'timezone');
  const beside = textFieldOf(job, 'timezone');
  const twice: readonly Mistake[] =
    own === undefined || beside === undefined
      ? []
      : [
          {
            path: [...path, 'timezone'],
            at: 'key',
            message: 'the time zone is given twice; the schedule has one',
          },
        ];
  return [...twice, ...checkPeriod(schedule, [...path, 'schedule'], own ?? beside ?? fallback ?? 'UTC')];
}

function checkPeriod(schedule: unknown, path: Path, timezone: string): readonly Mistake[] {
  if (checkTimezone(timezone).kind === 'error') return [];
  const start = instantOf(schedule, 'start', timezone);
  const end = instantOf(schedule, 'end', timezone);
  const skipped = Object.entries({ start, end }).flatMap(([key, instant]): Mistake[] =>
    instant?.kind === 'error' && instantOf(schedule, key, 'UTC')?.kind === 'instant'
      ? [{ path: [...path, key], at: 'value', message: instant.message }]
      : [],
  );
  if (start?.kind !== 'instant' || end?.kind !== 'instant' || start.time < end.time) return skipped;
  return [...skipped, { path: [...path, 'end'], at: 'value', message: '"end" is not after "start"' }];
}

function instantOf(schedule: unknown, key: string, timezone: string): Instant | undefined {
  const text = textFieldOf(schedule, key);
  return text === undefined ? undefined : parseInstant(text, timezone);
}
