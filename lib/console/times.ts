import { html } from 'hono/html';
import { openZone, toLocal } from '../model/schedule/zone.ts';
import type { Html } from './html.ts';

const MINUTE_MS = 60_000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Now, and where the person who looks is. */
export interface Viewer {
  readonly now: Date;
  /** IANA name. */
  readonly timezone: string;
}

/** `Thu 26 Nov 02:00`, with seconds where they are asked for. */
export function formatClock(
  time: Date,
  timezone: string,
  precision: 'minutes' | 'seconds' = 'minutes',
): string {
  return `${formatDay(time, timezone)} ${formatTime(time, timezone, precision)}`;
}

/** `Thu 26 Nov`. */
export function formatDay(time: Date, timezone: string): string {
  const local = new Date(toLocal(openZone(timezone), time.getTime()));
  return `${WEEKDAYS[local.getUTCDay()]} ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}`;
}

/** `02:00` or `02:00:07`. */
export function formatTime(
  time: Date,
  timezone: string,
  precision: 'minutes' | 'seconds' = 'minutes',
): string {
  const local = new Date(toLocal(openZone(timezone), time.getTime())).toISOString();
  return local.slice(11, precision === 'minutes' ? 16 : 19);
}

/** A time on the viewer's clock, machine-readable as well. */
export function timeTag(
  time: Date,
  { timezone }: Viewer,
  precision: 'minutes' | 'seconds' = 'minutes',
): Html {
  return html`<time datetime="${time.toISOString()}">${formatClock(time, timezone, precision)}</time>`;
}

/** The same, and beside it the job's own clock where that shows another time. */
export function bothClocks(time: Date, viewer: Viewer, jobTimezone: string): Html {
  const own = formatClock(time, jobTimezone);
  if (own === formatClock(time, viewer.timezone)) return timeTag(time, viewer);
  const isSameDay = formatDay(time, jobTimezone) === formatDay(time, viewer.timezone);
  const text = isSameDay ? formatTime(time, jobTimezone) : own;
  return html`${timeTag(time, viewer)} <span class="zone">${text} ${jobTimezone}</span>`;
}

/** `4.2 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1_000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far away a time is: `in 3 h`, `12 min ago`, `just now`. */
export function formatDistance(time: Date, now: Date): string {
  const differenceMs = time.getTime() - now.getTime();
  const minutes = Math.floor(Math.abs(differenceMs) / MINUTE_MS);
  if (minutes === 0) return differenceMs > 0 ? 'in a moment' : 'just now';
  const length =
    minutes < 60
      ? `${minutes} min`
      : minutes < 2_880
        ? `${Math.floor(minutes / 60)} h`
        : `${Math.floor(minutes / 1_440)} days`;
  return differenceMs > 0 ? `in ${length}` : `${length} ago`;
}
