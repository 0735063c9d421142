import ICAL from 'ical.js';
import type { Holiday } from './plan.ts';

export type Calendar =
  | {
      readonly kind: 'calendar';
      readonly holidays: readonly Holiday[];
      /** What was left out, and why, one line each. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'error'; readonly message: string };

export interface Years {
  readonly firstYear: number;
  readonly lastYear: number;
}

/** A daily event over ten years; more is a mistake in the calendar. */
const mostOccurrences = 4000;

/** Reads the whole-day events of an iCalendar file (RFC 5545) as holidays of the given years, recurring ones spelled out. */
export function readCalendar(text: string, years: Years): Calendar {
  const root = parse(text);
  if (root === undefined)
    return { kind: 'error', message: 'the file is no iCalendar (it should begin with BEGIN:VCALENDAR)' };
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const kept = events.filter(
    (event) =>
      !event.isRecurrenceException() && event.component.getFirstPropertyValue('status') !== 'CANCELLED',
  );
  const warnings = kept.filter((event) => !event.startDate?.isDate).map((event) => warn(event));
  const holidays = kept
    .filter((event) => event.startDate?.isDate)
    .flatMap((event) => occurrences(event, years))
    .filter(
      ({ first, last }) =>
        Number(last.slice(0, 4)) >= years.firstYear && Number(first.slice(0, 4)) <= years.lastYear,
    )
    .sort((a, b) => a.first.localeCompare(b.first));
  return { kind: 'calendar', holidays, warnings };
}

function parse(text: string): ICAL.Component | undefined {
  try {
    const root = new ICAL.Component(ICAL.parse(text));
    return root.name === 'vcalendar' ? root : undefined;
  } catch {
    // The parser's own message speaks of its states, not of the file.
    return undefined;
  }
}

function warn(event: ICAL.Event): string {
  const name = event.summary ?? event.uid ?? 'without name';
  return `event "${name}" is left out: ${event.startDate ? 'it has a time of day, and holidays are whole days' : 'it has no start'}`;
}

function occurrences(event: ICAL.Event, years: Years): Holiday[] {
  if (!event.isRecurring()) return [holiday(event, event.startDate, event.endDate)];
  const found: Holiday[] = [];
  const iterator = event.iterator();
  for (let count = 0; count < mostOccurrences; count += 1) {
    const next = iterator.next();
    if (!next || next.year > years.lastYear) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(holiday(item, startDate, endDate));
  }
  return found;
}

/** `DTEND` is the day after the last; without it an event lasts one day. */
function holiday(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time | null): Holiday {
  const first = dateText(start);
  const lastDay = end?.clone();
  lastDay?.adjust(-1, 0, 0, 0);
  const last = lastDay === undefined ? first : dateText(lastDay);
  const name = event.summary;
  return { first, last: last.localeCompare(first) < 0 ? first : last, ...(name ? { name } : {}) };
}

function dateText(time: ICAL.Time): string {
  const part = (value: number, width: number) => String(value).padStart(width, '0');
  return `${part(time.year, 4)}-${part(time.month, 2)}-${part(time.day, 2)}`;
}
