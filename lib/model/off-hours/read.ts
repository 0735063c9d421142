import { didYouMean } from '../schedule/nearest.ts';
import { checkTimezone } from '../schedule/timezone.ts';
import { parseHoliday } from './holidays.ts';
import { type Desired, desiredStates, type Problem } from './off-hours.ts';
import { parsePeriod } from './period.ts';
import type { Holiday, OffHoursPlan, Period } from './plan.ts';
import { choice, isRecord, list, type Path, type Report, refuseUnknownKeys, textOf } from './read-parts.ts';
import { readMaintenance, readOverride } from './read-windows.ts';

export interface OffHoursInput {
  readonly name: string;
  /** An `OffHoursSchedule`, not yet checked. */
  readonly value: unknown;
  /** The holidays of each iCalendar file that is named, read by `readCalendar`. */
  readonly calendars?: Readonly<Record<string, readonly Holiday[]>>;
}

export type OffHoursResult =
  | { readonly kind: 'plan'; readonly plan: OffHoursPlan; readonly expect: readonly string[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

const keys = [
  'description',
  'timezone',
  'running',
  'holidays',
  'onHolidays',
  'maintenance',
  'overrides',
  'only',
  'enforce',
  'expect',
];

/** Reads and checks one off-hours schedule; every mistake is reported with its path inside the schedule. */
export function readOffHours(input: OffHoursInput): OffHoursResult {
  const problems: Problem[] = [];
  const report: Report = (path, message, at = 'value') => {
    // What is no text is no period either: the first mistake of a value says it all.
    const isKnown = problems.some((known) => known.at === at && known.path.join('\n') === path.join('\n'));
    if (!isKnown || path.length === 0) problems.push({ path, at, message });
  };
  const { value } = input;
  if (!isRecord(value)) {
    report([], `schedule "${input.name}" is no mapping; it needs "running"`);
    return { kind: 'problems', problems };
  }
  refuseUnknownKeys({ value, path: [], known: keys, report });
  const timezone = readTimezone(value['timezone'], report);
  const expect = readExpect(value['expect'], report);
  const plan: OffHoursPlan = {
    name: input.name,
    timezone,
    weekly: { kind: 'periods', periods: readRunning(value['running'], report) },
    holidays: readHolidays(value['holidays'], input.calendars ?? {}, report),
    onHolidays: readDesired(value['onHolidays'], report),
    maintenance: list(value['maintenance'], ['maintenance'], report).flatMap((item, index) =>
      readMaintenance(item, ['maintenance', index], report),
    ),
    overrides: list(value['overrides'], ['overrides'], report).flatMap((item, index) =>
      readOverride({ value: item, path: ['overrides', index], timezone, report }),
    ),
    only: readOnly(value['only'], report),
    enforce: readEnforce(value['enforce'], report),
  };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'plan', plan, expect };
}

function readTimezone(value: unknown, report: Report): string {
  if (value === undefined) return 'UTC';
  const checked = checkTimezone(textOf(value, ['timezone'], report));
  if (checked.kind === 'timezone') return checked.name;
  report(['timezone'], checked.message);
  return 'UTC';
}

function readRunning(value: unknown, report: Report): Period[] {
  if (value === undefined) report([], '"running" is missing: list the periods, or [] for never', 'key');
  return list(value, ['running'], report).flatMap((item, index) => {
    const parsed = parsePeriod(textOf(item, ['running', index], report));
    if (parsed.kind === 'period') return [parsed.period];
    report(['running', index], parsed.message);
    return [];
  });
}

function readHolidays(value: unknown, calendars: OffHoursInput['calendars'], report: Report): Holiday[] {
  return list(value, ['holidays'], report).flatMap((item, index) => {
    const path: Path = ['holidays', index];
    if (isRecord(item)) return fromFile(item, path, { calendars: calendars ?? {}, report });
    const parsed = parseHoliday(textOf(item, path, report));
    if (parsed.kind === 'holiday') return [parsed.holiday];
    report(path, parsed.message);
    return [];
  });
}

function fromFile(
  item: Record<string, unknown>,
  path: Path,
  { calendars, report }: { calendars: NonNullable<OffHoursInput['calendars']>; report: Report },
): readonly Holiday[] {
  refuseUnknownKeys({ value: item, path, known: ['file'], report });
  const file = textOf(item['file'], [...path, 'file'], report);
  const found = Object.hasOwn(calendars, file) ? calendars[file] : undefined;
  if (found === undefined)
    report([...path, 'file'], `calendar "${file}" was not read${didYouMean(file, Object.keys(calendars))}`);
  return found ?? [];
}

function readDesired(value: unknown, report: Report): Desired {
  if (value === undefined) return 'stopped';
  return choice({ value, path: ['onHolidays'], known: desiredStates, report }) ?? 'stopped';
}

function readOnly(value: unknown, report: Report): 'stop' | 'start' | undefined {
  if (value === undefined) return undefined;
  return choice({ value, path: ['only'], known: ['stop', 'start'], report });
}

function readEnforce(value: unknown, report: Report): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    report(['enforce'], '"enforce" must be true or false');
  return value === true;
}

/** One text holds several, after commas: `running Mon 09:00, stopped Sat`. */
function readExpect(value: unknown, report: Report): readonly string[] {
  if (typeof value === 'string') return value.split(/,\s+/);
  return list(value, ['expect'], report).map((item, index) => textOf(item, ['expect', index], report));
}
