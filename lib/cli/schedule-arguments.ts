import { UsageError } from '../model/errors.ts';
import { type Firings, nextFirings } from '../model/schedule/firings.ts';
import { formatLocal, formatUtc, parseInstant } from '../model/schedule/instant.ts';
import { parseSchedule } from '../model/schedule/parse.ts';
import type { Schedule } from '../model/schedule/schedule.ts';
import { checkTimezone } from '../model/schedule/timezone.ts';
import type { Cli } from './cli.ts';

/** The expression as a schedule; a mistake becomes a usage error that shows its place. */
export function readExpression(text: string): Schedule {
  const schedule = parseSchedule(text);
  if (schedule.kind !== 'error') return schedule;
  throw new UsageError(`schedule "${text}", character ${schedule.offset + 1}: ${schedule.message}`);
}

/** The time zone's name, checked. Default UTC. */
export function readTimezone(name: string | undefined): string {
  const checked = checkTimezone(name ?? 'UTC');
  if (checked.kind === 'error') throw new UsageError(checked.message);
  return checked.name;
}

/** A time option; without offset it is the zone's wall clock. */
export function readTime(option: { name: string; text: string; timezone: string }): Date {
  const parsed = parseInstant(option.text, option.timezone);
  if (parsed.kind === 'error') throw new UsageError(`option ${option.name}: ${parsed.message}`);
  return parsed.time;
}

/** `--output`, or an option of another name: one of the formats that the command knows. */
export function readOutput<Format extends string>(
  text: string,
  formats: readonly Format[],
  option = '--output',
): Format {
  const found = formats.find((format) => format === text);
  if (found === undefined)
    throw new UsageError(`option ${option}: "${text}" is not one of ${formats.join(', ')}`);
  return found;
}

/** The next firings, or a usage error that says why they cannot be told. */
export function readFirings(query: Parameters<typeof nextFirings>[0]): readonly Date[] {
  const firings: Firings = nextFirings(query);
  if (firings.kind === 'refused') throw new UsageError(`${firings.reason} (--from T)`);
  return firings.times;
}

/** One line per firing: UTC, then the wall clock. */
export function firingLines(times: readonly Date[], timezone: string): string[] {
  return times.map((time) => `${formatUtc(time)}  ${formatLocal(time, timezone)} ${timezone}`);
}

/** Says on stderr what a five-field cron was read as. */
export function noteConversion(schedule: Schedule, cli: Cli): void {
  if (schedule.kind !== 'cron' || schedule.convertedFrom === undefined) return;
  cli.stderr.write(`nightshift: read "${schedule.convertedFrom}" as ${schedule.expression}\n`);
}
