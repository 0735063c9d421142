import { openZone, toLocal } from '../model/schedule/zone.ts';
import type { SpanView } from './report-view.ts';

/** A time as `20 Nov 04:00` in a time zone. */
export function formatTime(iso: string, timeZone: string): string {
  const parts = readParts(iso, timeZone);
  return `${parts.day} ${parts.month} ${parts.hour}:${parts.minute}`;
}

/** A span as `20 Nov 2026 00:00 to 21 Nov 2026 00:00, Europe/Berlin`. */
export function formatSpan({ start, end }: Pick<SpanView, 'start' | 'end'>, timeZone: string): string {
  const [from, to] = [readParts(start, timeZone), readParts(end, timeZone)];
  const text = (at: Parts) => `${at.day} ${at.month} ${at.year} ${at.hour}:${at.minute}`;
  return `${text(from)} to ${text(to)}, ${timeZone}`;
}

/** A clock time as `04:00`. */
export function formatHour(iso: string, timeZone: string): string {
  const { hour, minute } = readParts(iso, timeZone);
  return `${hour}:${minute}`;
}

/** A day as `20 Nov`. */
export function formatDay(iso: string, timeZone: string): string {
  const { day, month } = readParts(iso, timeZone);
  return `${day} ${month}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Parts {
  readonly day: number;
  readonly month: string;
  readonly year: number;
  readonly hour: string;
  readonly minute: string;
}

function readParts(iso: string, timeZone: string): Parts {
  const wall = new Date(toLocal(openZone(timeZone), Date.parse(iso)));
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return {
    day: wall.getUTCDate(),
    month: MONTHS[wall.getUTCMonth()] ?? '',
    year: wall.getUTCFullYear(),
    hour: twoDigits(wall.getUTCHours()),
    minute: twoDigits(wall.getUTCMinutes()),
  };
}
