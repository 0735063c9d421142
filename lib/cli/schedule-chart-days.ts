import type { Decision, Desired } from '../model/off-hours/off-hours.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import type { Span, Timeline } from '../model/off-hours/transitions.ts';
import { openZone, toLocal } from '../model/schedule/zone.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One local day of a chart. Minutes count from its midnight on the wall clock. */
export interface ChartDay {
  readonly localDayMs: number;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly startMinute: number;
  readonly endMinute: number;
  readonly desired: Desired;
  readonly decision: Decision;
}

/** A timeline cut at local midnights, whole weeks from Monday on. */
export function chartDays(entry: { plan: OffHoursPlan; timeline: Timeline; span: Span }): ChartDay[] {
  const zone = openZone(entry.plan.timezone);
  const { initial, steps } = entry.timeline;
  const points = [{ at: entry.span.from, decision: initial }, ...steps];
  const pieces = points.map(({ at, decision }, index) => {
    const end = points[index + 1]?.at ?? entry.span.to;
    // The end is read just before it, for the clock may be set at that very instant.
    return { start: toLocal(zone, at.getTime()), end: toLocal(zone, end.getTime() - 1) + 1, decision };
  });
  return weekDays(entry.plan.timezone, entry.span).map((localDayMs) => ({
    localDayMs,
    bars: pieces
      .filter(({ start, end }) => start < localDayMs + dayMs && end > localDayMs)
      .map(({ start, end, decision }) => ({
        startMinute: Math.max(0, Math.round((start - localDayMs) / minuteMs)),
        endMinute: Math.min(1440, Math.round((end - localDayMs) / minuteMs)),
        desired: decision.desired,
        decision,
      })),
  }));
}

/** The minutes of each local day at which a job fires. */
export function firingDays(entry: { timezone: string; firings: readonly Date[]; span: Span }) {
  const zone = openZone(entry.timezone);
  const locals = entry.firings.map((firing) => toLocal(zone, firing.getTime()));
  const from = toLocal(zone, entry.span.from.getTime());
  const to = toLocal(zone, entry.span.to.getTime() - 1);
  return weekDays(entry.timezone, entry.span).map((localDayMs) => ({
    localDayMs,
    /** Whether the span holds some of the day. */
    isInside: localDayMs + dayMs > from && localDayMs <= to,
    minutes: locals
      .filter((local) => local >= localDayMs && local < localDayMs + dayMs)
      .map((local) => (local - localDayMs) / minuteMs),
  }));
}

/** The local midnights of all weeks, Monday to Sunday, that a span touches. */
function weekDays(timezone: string, span: Span): number[] {
  const zone = openZone(timezone);
  const first = toLocal(zone, span.from.getTime());
  const last = toLocal(zone, span.to.getTime() - 1);
  const firstDay = Math.floor(first / dayMs);
  // Day 0 was a Thursday, 3 days after a Monday.
  const monday = firstDay - ((firstDay + 3) % 7);
  const weeks = Math.ceil((Math.floor(last / dayMs) + 1 - monday) / 7);
  return Array.from({ length: weeks * 7 }, (_, index) => (monday + index) * dayMs);
}
