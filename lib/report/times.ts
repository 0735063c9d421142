import { zoneFormats } from '../model/zone-formats.ts';
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

interface Parts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly hour: string;
  readonly minute: string;
}

const partsFormat = zoneFormats('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function readParts(iso: string, timeZone: string): Parts {
  const found = partsFormat(timeZone).formatToParts(new Date(iso));
  const parts = new Map(found.map(({ type, value }) => [type, value]));
  const { day = '', month = '', year = '', hour = '', minute = '' } = Object.fromEntries(parts);
  return { day, month, year, hour, minute };
}
