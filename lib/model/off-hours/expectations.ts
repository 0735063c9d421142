import { formatLocal } from '../schedule/instant.ts';
import { nearest } from '../schedule/nearest.ts';
import { openZone, toUtcOrAfterGap } from '../schedule/zone.ts';
import { decide } from './decide.ts';
import { dayMs } from './intervals.ts';
import { type Desired, desiredStates } from './off-hours.ts';
import { parseClock, parseWeekdays } from './period.ts';
import type { OffHoursPlan } from './plan.ts';
import { timelineOf } from './transitions.ts';

export type Expectation =
  | { readonly kind: 'met'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string; readonly message: string }
  | { readonly kind: 'error'; readonly text: string; readonly message: string };

interface Parsed {
  readonly kind: 'parsed';
  readonly desired: Desired;
  readonly when: string;
  /** Local midnights in milliseconds. */
  readonly days: readonly number[];
  readonly startMinute: number;
  /** As `startMinute` for one point in time. */
  readonly endMinute: number;
  readonly isWeekly: boolean;
}

const usage =
  'write "running Mon 09:00", "stopped Sat-Sun", "running Mon-Fri 09:00-17:00" or "stopped 2026-12-25"';
/** A Sunday far from any change of clocks; weekly expectations are proved in its week. */
const referenceSundayMs = Date.UTC(2026, 0, 4);

/**
 * Proves expectations against a plan: each must hold throughout the time that it names. Weekdays speak of the week as
 * planned, holidays, overrides and cron windows aside; a date speaks of that date with everything.
 */
export function checkExpectations(plan: OffHoursPlan, expectations: readonly string[]): Expectation[] {
  const week: OffHoursPlan = {
    ...plan,
    timezone: 'UTC',
    holidays: [],
    overrides: [],
    maintenance: plan.maintenance.filter((window) => window.kind === 'weekly'),
  };
  return expectations.map((text) => {
    const parsed = parseExpectation(text);
    if (parsed.kind === 'error') return { ...parsed, text };
    const message = findContradiction(parsed, { plan, week });
    return message === undefined ? { kind: 'met', text } : { kind: 'failed', text, message };
  });
}

function findContradiction(
  expected: Parsed,
  { plan, week }: { plan: OffHoursPlan; week: OffHoursPlan },
): string | undefined {
  const asked = expected.isWeekly ? week : plan;
  const zone = openZone(asked.timezone);
  for (const day of expected.days) {
    const from = new Date(toUtcOrAfterGap(zone, day + expected.startMinute * 60_000));
    const to = new Date(toUtcOrAfterGap(zone, day + expected.endMinute * 60_000));
    const { changes } = timelineOf(asked, { from, to });
    const points = [{ at: from, decision: decide(asked, from) }, ...changes];
    const wrong = points.find(({ decision }) => decision.desired !== expected.desired);
    if (wrong === undefined) continue;
    const when = formatLocal(wrong.at, asked.timezone).split(' ');
    const shown = expected.isWeekly ? `${when[0]} ${when[2]}` : `${when[0]} ${when[1]} ${when[2]}`;
    const reason = expected.isWeekly
      ? wrong.decision.reason.replace('(UTC)', `(${plan.timezone})`)
      : wrong.decision.reason;
    return `expected ${expected.desired} ${expected.when}, but at ${shown} "${plan.name}" is ${wrong.decision.desired}: ${reason}`;
  }
  return undefined;
}

function parseExpectation(text: string): Parsed | { readonly kind: 'error'; readonly message: string } {
  const [state = '', dayText = '', timeText, ...rest] = text
    .trim()
    .replace(/^left alone\b/, 'left-alone')
    .split(/\s+/);
  const desired = desiredStates.find((known) => known === state);
  if (desired === undefined) {
    const near = nearest(state, desiredStates);
    return failed(
      `expectation "${text}": ${near === undefined ? usage : `"${state}" is unknown; did you mean ${near}?`}`,
    );
  }
  const days = parseDays(dayText);
  const times = parseTimes(timeText);
  if (days === undefined || times === undefined || rest.length > 0)
    return failed(`expectation "${text}": ${usage}`);
  return { kind: 'parsed', desired, when: [dayText, timeText ?? ''].join(' ').trim(), ...days, ...times };
}

function parseDays(text: string): Pick<Parsed, 'days' | 'isWeekly'> | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = Date.parse(`${text}T00:00:00Z`);
    if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(text)) return undefined;
    return { days: [day], isWeekly: false };
  }
  const parsed = parseWeekdays(text);
  if (parsed.kind === 'error') return undefined;
  return { days: parsed.weekdays.map((weekday) => referenceSundayMs + weekday * dayMs), isWeekly: true };
}

function parseTimes(text: string | undefined): Pick<Parsed, 'startMinute' | 'endMinute'> | undefined {
  if (text === undefined) return { startMinute: 0, endMinute: 1440 };
  const [first = '', last = first, ...rest] = text.split('-');
  const startMinute = parseClock(first);
  const end = parseClock(last);
  if (startMinute === undefined || end === undefined || rest.length > 0) return undefined;
  return { startMinute, endMinute: end < startMinute ? end + 1440 : end };
}

function failed(message: string): { readonly kind: 'error'; readonly message: string } {
  return { kind: 'error', message };
}
