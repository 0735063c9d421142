import { toUtcOrAfterGap, type Zone } from '../schedule/zone.ts';
import type { Period } from './plan.ts';

/** From an instant up to, not including, another; in milliseconds. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** Wall clocks are at most this far from UTC, with room. */
const slackMs = 27 * 3_600_000;

/**
 * The instants of a period that begins on a local day (midnight in wall-clock milliseconds). A bound that daylight saving
 * skips is the end of the gap; a repeated one is its first occurrence, as with AWS's schedules.
 */
export function periodOn(period: Period, zone: Zone, localDayMs: number): Interval {
  return {
    startMs: toUtcOrAfterGap(zone, localDayMs + period.startMinute * minuteMs),
    endMs: toUtcOrAfterGap(zone, localDayMs + period.endMinute * minuteMs),
  };
}

/** The instants of a local day, midnight to midnight. */
export function wholeDay(zone: Zone, localDayMs: number): Interval {
  return { startMs: toUtcOrAfterGap(zone, localDayMs), endMs: toUtcOrAfterGap(zone, localDayMs + dayMs) };
}

/** Whether one of a period's occurrences holds an instant. */
export function isWithin(period: Period, zone: Zone, at: { utcMs: number; localDayMs: number }): boolean {
  const back = Math.ceil(period.endMinute / 1440);
  for (let day = -back; day <= 1; day += 1) {
    const localDayMs = at.localDayMs + day * dayMs;
    if (!period.weekdays.includes(weekdayOf(localDayMs)) || !isNear(period, localDayMs, at.utcMs)) continue;
    const { startMs, endMs } = periodOn(period, zone, localDayMs);
    if (startMs <= at.utcMs && at.utcMs < endMs) return true;
  }
  return false;
}

/** 0 is Sunday. */
export function weekdayOf(localDayMs: number): number {
  return (((Math.floor(localDayMs / dayMs) + 4) % 7) + 7) % 7;
}

/** The local midnight at or before a wall-clock time. */
export function startOfDay(localMs: number): number {
  return Math.floor(localMs / dayMs) * dayMs;
}

const dates = new Map<number, string>();

/** `yyyy-mm-dd` of a local day. Kept, for a simulation asks for the same days over and over. */
export function dateOf(localDayMs: number): string {
  const known = dates.get(localDayMs);
  if (known !== undefined) return known;
  if (dates.size > 20_000) dates.clear();
  const date = new Date(localDayMs).toISOString().slice(0, 10);
  dates.set(localDayMs, date);
  return date;
}

function isNear(period: Period, localDayMs: number, utcMs: number): boolean {
  const start = localDayMs + period.startMinute * minuteMs - slackMs;
  return start <= utcMs && utcMs < localDayMs + period.endMinute * minuteMs + slackMs;
}
