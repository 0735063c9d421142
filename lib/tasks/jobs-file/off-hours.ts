import { readCalendar, type Years } from '../../model/off-hours/calendar.ts';
import { checkExpectations } from '../../model/off-hours/expectations.ts';
import type { Holiday, OffHoursPlan } from '../../model/off-hours/plan.ts';
import { readOffHours } from '../../model/off-hours/read.ts';
import type { Mistake, Path } from './mistake.ts';
import { entriesOf, field, textFieldOf } from './unknown.ts';

/** A schedule of `schedules:`, with what it is expected to want. */
export interface NamedSchedule {
  readonly plan: OffHoursPlan;
  readonly expect: readonly string[];
  /** Where the expectation of this position stands. */
  readonly placeOf: (position: number) => Path;
}

export interface SchedulesInput {
  /** What stands under `schedules`. */
  readonly value: unknown;
  /** Years for which recurring events of calendars are spelled out. */
  readonly years: Years;
  /** The text of a file beside the jobs file; what it throws becomes the mistake. */
  readonly read: (path: string) => string;
}

/** Calendars hold for the year before a time, for its own and for the ten that follow. */
export function calendarYears(now: Date): Years {
  const year = now.getUTCFullYear();
  return { firstYear: year - 1, lastYear: year + 10 };
}

/** The off-hours schedules of a jobs file that can be read, their calendars among them, and every mistake in the others. */
export function readSchedules({ value, years, read }: SchedulesInput): {
  readonly schedules: readonly NamedSchedule[];
  readonly mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = [];
  const schedules = entriesOf(value).flatMap(([name, schedule]): NamedSchedule[] => {
    const path = ['schedules', name];
    const { calendars, mistakes: unread } = readCalendars({ schedule, path, years, read });
    mistakes.push(...unread);
    const found = readOffHours({ name, value: schedule, calendars });
    if (found.kind === 'problems') {
      mistakes.push(...found.problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
      return [];
    }
    const isText = textFieldOf(schedule, 'expect') !== undefined;
    const placeOf = (position: number) => [...path, 'expect', ...(isText ? [] : [position])];
    return [{ plan: found.plan, expect: found.expect, placeOf }];
  });
  return { schedules, mistakes };
}

/** What schedules are expected to want and do not, each with the rule that decides otherwise. */
export function checkSchedules(schedules: readonly NamedSchedule[]): readonly Mistake[] {
  return schedules.flatMap(({ plan, expect, placeOf }) =>
    checkExpectations(plan, expect).flatMap((expectation, position): Mistake[] =>
      expectation.kind === 'met'
        ? []
        : [{ path: placeOf(position), at: 'value', message: expectation.message }],
    ),
  );
}

interface CalendarsInput extends Omit<SchedulesInput, 'value'> {
  readonly schedule: unknown;
  readonly path: Path;
}

/** The calendars that a schedule's holidays name. One that cannot be read counts as empty: its mistake is told once. */
function readCalendars({ schedule, path, years, read }: CalendarsInput): {
  readonly calendars: Readonly<Record<string, readonly Holiday[]>>;
  readonly mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = [];
  const calendars: Record<string, readonly Holiday[]> = {};
  const holidays = field(schedule, 'holidays');
  for (const [index, item] of (Array.isArray(holidays) ? holidays : []).entries()) {
    const file = textFieldOf(item, 'file');
    if (file === undefined) continue;
    const note = (message: string, severity: Mistake['severity'] = 'error') => {
      mistakes.push({ path: [...path, 'holidays', index, 'file'], at: 'value', message, severity });
    };
    const calendar = readOne(file, { years, read });
    if (calendar.kind === 'error') note(calendar.message);
    for (const warning of calendar.kind === 'calendar' ? calendar.warnings : [])
      note(`"${file}": ${warning}`, 'warning');
    calendars[file] = calendar.kind === 'calendar' ? calendar.holidays : [];
  }
  return { calendars, mistakes };
}

function readOne(file: string, { years, read }: Pick<SchedulesInput, 'years' | 'read'>) {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    return { kind: 'error' as const, message: error instanceof Error ? error.message : String(error) };
  }
  const calendar = readCalendar(text, years);
  return calendar.kind === 'error' ? { ...calendar, message: `"${file}": ${calendar.message}` } : calendar;
}
