import { localTimesBackFrom, localTimesFrom } from './cron-times.ts';
import type { AtSchedule, CronSchedule, RateSchedule, Schedule } from './schedule.ts';
import { checkTimezone } from './timezone.ts';
import { openZone, toLocal, toUtc, type Zone } from './zone.ts';

/** When a schedule is in force and how it is read. */
export interface ScheduleTiming {
  readonly schedule: Schedule;
  /** IANA name; default UTC. A `rate` has no use for it. */
  readonly timezone?: string | undefined;
  /** A past firing of a `rate`, or its creation; default `start`. A `rate` is counted from it. */
  readonly anchor?: Date | undefined;
  /** Nothing fires before. */
  readonly start?: Date | undefined;
  /** Nothing fires after. */
  readonly end?: Date | undefined;
}

export type Firings =
  | { readonly kind: 'firings'; readonly times: readonly Date[] }
  | { readonly kind: 'refused'; readonly reason: string };

export type PreviousFiring =
  | { readonly kind: 'firing'; readonly time: Date }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: string };

const minuteMs = 60_000;
const hourMs = 3_600_000;

/**
 * The first `count` firings strictly after an instant, fewer when the schedule ends before. A local time that daylight
 * saving skips does not fire, a repeated one fires once, at its first occurrence (EventBridge Scheduler User Guide, "Schedule types").
 */
export function nextFirings(
  query: ScheduleTiming & { readonly after: Date; readonly count: number },
): Firings {
  const refusal = refuse(query);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const times: Date[] = [];
  if (query.count < 1) return { kind: 'firings', times };
  for (const time of firingsAfter(query, query.after)) {
    times.push(new Date(time));
    if (times.length >= query.count) break;
  }
  return { kind: 'firings', times };
}

/** The last firing at or before an instant. */
export function previousFiring(query: ScheduleTiming & { readonly at: Date }): PreviousFiring {
  const refusal = refuse(query);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const latest = Math.min(query.at.getTime(), query.end?.getTime() ?? Number.POSITIVE_INFINITY);
  const earliest = query.start?.getTime() ?? Number.NEGATIVE_INFINITY;
  const time = lastAtOrBefore(query, latest);
  return time === undefined || time < earliest ? { kind: 'none' } : { kind: 'firing', time: new Date(time) };
}

function refuse({ schedule, timezone, anchor, start }: ScheduleTiming): string | undefined {
  const zone = checkTimezone(timezone ?? 'UTC');
  if (zone.kind === 'error') return zone.message;
  if (schedule.kind !== 'rate' || anchor !== undefined || start !== undefined) return undefined;
  return `${schedule.expression} counts from its creation, which is unknown here: give a time to count from`;
}

/** Firings strictly after an instant, ascending, in milliseconds; ends with the schedule. */
function* firingsAfter(timing: ScheduleTiming, after: Date): Generator<number> {
  // One millisecond before `start`, for a firing at `start` itself counts.
  const from = Math.max(after.getTime(), (timing.start?.getTime() ?? Number.NEGATIVE_INFINITY) - 1);
  const end = timing.end?.getTime() ?? Number.POSITIVE_INFINITY;
  for (const time of unboundedFirings(timing, from)) {
    if (time > end) return;
    yield time;
  }
}

function unboundedFirings(timing: ScheduleTiming, fromMs: number): Iterable<number> {
  const { schedule } = timing;
  const zone = openZone(timing.timezone ?? 'UTC');
  switch (schedule.kind) {
    case 'cron':
      return cronFirings(schedule, zone, fromMs);
    case 'rate':
      return rateFirings(schedule, anchorOf(timing), fromMs);
    case 'at':
      return [atFiring(schedule, zone)].filter((time) => time !== undefined).filter((time) => time > fromMs);
    default:
      return schedule satisfies never;
  }
}

function* cronFirings(cron: CronSchedule, zone: Zone, fromMs: number): Generator<number> {
  // Clocks go back by 24 hours at most: no local time before that can lie in the future.
  const localFrom = toLocal(zone, fromMs) - 24 * hourMs;
  for (const local of localTimesFrom(cron, localFrom)) {
    if (local < localFrom) continue;
    const time = toUtc(zone, local);
    if (time !== undefined && time > fromMs) yield time;
  }
}

function* rateFirings(rate: RateSchedule, anchorMs: number, fromMs: number): Generator<number> {
  const period = rate.periodMinutes * minuteMs;
  const last = Date.UTC(2200, 0, 1);
  const steps = Math.max(0, Math.floor((fromMs - anchorMs) / period) + 1);
  for (let time = anchorMs + steps * period; time < last; time += period) yield time;
}

function anchorOf({ anchor, start }: ScheduleTiming): number {
  return (anchor ?? start)?.getTime() ?? 0;
}

function atFiring(at: AtSchedule, zone: Zone): number | undefined {
  return toUtc(zone, Date.parse(`${at.localTime}Z`));
}

function lastAtOrBefore(timing: ScheduleTiming, latestMs: number): number | undefined {
  const { schedule } = timing;
  const zone = openZone(timing.timezone ?? 'UTC');
  if (schedule.kind === 'rate') {
    const period = schedule.periodMinutes * minuteMs;
    const anchor = anchorOf(timing);
    return latestMs < anchor ? undefined : anchor + Math.floor((latestMs - anchor) / period) * period;
  }
  if (schedule.kind === 'at') {
    const time = atFiring(schedule, zone);
    return time !== undefined && time <= latestMs ? time : undefined;
  }
  for (const local of localTimesBackFrom(schedule, toLocal(zone, latestMs) + 24 * hourMs)) {
    const time = toUtc(zone, local);
    if (time !== undefined && time <= latestMs) return time;
  }
  return undefined;
}
