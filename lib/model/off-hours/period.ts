import { nearest } from '../schedule/nearest.ts';
import type { Period } from './plan.ts';

export type ParsedPeriod =
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'error'; readonly message: string };

export type ParsedWeekdays =
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  | { readonly kind: 'error'; readonly message: string };

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const fullNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const minutesPerDay = 1440;
const usage = 'write "Mon-Fri 07:00-19:00", "Sat", "daily 22:00-06:00" or "Fri 19:00-Mon 07:00"';

/** Parses a weekly period. An end at or before the start lies on the next day; `24:00` is the day's end. */
export function parsePeriod(text: string): ParsedPeriod {
  const [daysText = '', timesText, more, ...rest] = text.trim().split(/\s+/);
  if (daysText === '' || rest.length > 0) return failed(`"${text}" is no period: ${usage}`);
  const days = parseWeekdays(daysText);
  if (days.kind === 'error') return failed(`period "${text}": ${days.message}`);
  if (timesText === undefined) return made(text, days.weekdays, { startMinute: 0, endMinute: minutesPerDay });
  const times = more === undefined ? parseTimes(timesText) : parseLongSpan(timesText, more, days.weekdays);
  if (times === undefined) return failed(`period "${text}": the times are wrong; ${usage}`);
  return made(text, days.weekdays, times);
}

/** `Mon`, `Mon-Fri`, `Fri-Mon`, `Mon,Wed`, `daily`; 0 is Sunday. */
export function parseWeekdays(text: string): ParsedWeekdays {
  if (/^daily$/i.test(text)) return { kind: 'weekdays', weekdays: [0, 1, 2, 3, 4, 5, 6] };
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [first = '', last = first, ...rest] = item.split('-');
    const from = weekday(first);
    const to = weekday(last);
    if (from === undefined || to === undefined || rest.length > 0)
      return unknownDay(from === undefined ? first : last);
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(day);
      if (day === to) break;
    }
  }
  return { kind: 'weekdays', weekdays: [...found].sort() };
}

/** `07:00` as minutes of the day, `24:00` included; none when it is no time. */
export function parseClock(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes <= minutesPerDay && Number(match[2]) < 60 ? minutes : undefined;
}

function weekday(text: string): number | undefined {
  const lower = text.toLowerCase();
  const short = names.findIndex((name) => name.toLowerCase() === lower);
  const index = short >= 0 ? short : fullNames.findIndex((name) => name.toLowerCase() === lower);
  return index < 0 ? undefined : index;
}

function unknownDay(text: string): ParsedWeekdays {
  const near = nearest(text, [...names, ...fullNames]);
  const hint = near === undefined ? `; write ${names.join(', ')} or daily` : `; did you mean ${near}?`;
  return { kind: 'error', message: `"${text}" is no weekday${hint}` };
}

function parseTimes(text: string): Pick<Period, 'startMinute' | 'endMinute'> | undefined {
  const [first = '', last = '', ...rest] = text.split('-');
  const startMinute = parseClock(first);
  const end = parseClock(last);
  if (startMinute === undefined || end === undefined || rest.length > 0 || startMinute === minutesPerDay)
    return undefined;
  return { startMinute, endMinute: end <= startMinute ? end + minutesPerDay : end };
}

/** `Fri 19:00-Mon 07:00`, split at its blanks: over one or more midnights. */
function parseLongSpan(
  middle: string,
  endClock: string,
  weekdays: readonly number[],
): Pick<Period, 'startMinute' | 'endMinute'> | undefined {
  const [startClock = '', endDay = ''] = middle.split('-');
  const startMinute = parseClock(startClock);
  const end = parseClock(endClock);
  const to = weekday(endDay);
  const [from] = weekdays;
  if (startMinute === undefined || end === undefined || to === undefined) return undefined;
  if (from === undefined || weekdays.length !== 1) return undefined;
  const endMinute = ((to - from + 7) % 7) * minutesPerDay + end;
  return { startMinute, endMinute: endMinute <= startMinute ? endMinute + 7 * minutesPerDay : endMinute };
}

function made(
  text: string,
  weekdays: readonly number[],
  times: Pick<Period, 'startMinute' | 'endMinute'>,
): ParsedPeriod {
  return { kind: 'period', period: { text: text.trim(), weekdays, ...times } };
}

function failed(message: string): ParsedPeriod {
  return { kind: 'error', message };
}
