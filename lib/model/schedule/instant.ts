import { openZone, toLocal, toUtc } from './zone.ts';

export type Instant =
  | { readonly kind: 'instant'; readonly time: Date }
  | { readonly kind: 'error'; readonly message: string };

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * Reads an ISO time: with `Z` or an offset as it stands, without one as the wall clock of the zone, a date alone as its
 * midnight. The zone must be one that `checkTimezone` accepts.
 */
export function parseInstant(text: string, timezone: string): Instant {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d{1,3})?(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text,
  );
  const [, date, clock = '00:00', seconds = ':00', offset] = match ?? [];
  if (date === undefined)
    return failed(`"${text}" is no time: write 2026-03-06T18:00:00Z, or 2026-03-06T18:00 for the wall clock`);
  const wall = new Date(`${date}T${clock}${seconds}Z`);
  if (Number.isNaN(wall.getTime()) || wall.toISOString().slice(0, 10) !== date) {
    return failed(`"${text}": there is no such date and time`);
  }
  if (offset !== undefined) {
    const time = new Date(`${date}T${clock}${seconds}${offset}`);
    if (Number.isNaN(time.getTime())) return failed(`"${text}": there is no offset ${offset}`);
    return { kind: 'instant', time };
  }
  const utcMs = toUtc(openZone(timezone), wall.getTime());
  if (utcMs === undefined) return failed(`"${text}" is skipped by daylight saving in ${timezone}`);
  return { kind: 'instant', time: new Date(utcMs) };
}

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatUtc(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The wall clock with its weekday and offset: `Fri 2026-03-06 18:00 +01:00`. Seconds are shown only when not zero. */
export function formatLocal(time: Date, timezone: string): string {
  const zone = openZone(timezone);
  const local = new Date(toLocal(zone, time.getTime()));
  const [date = '', clock = ''] = local.toISOString().slice(0, 19).split('T');
  const shown = clock.endsWith(':00') ? clock.slice(0, 5) : clock;
  return `${weekdays[local.getUTCDay()]} ${date} ${shown} ${formatOffset(zone.offsetAt(time.getTime()))}`;
}

function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const text = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${offsetMs < 0 ? '-' : '+'}${text}`;
}

function failed(message: string): Instant {
  return { kind: 'error', message };
}
