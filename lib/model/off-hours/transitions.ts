import { nextFirings } from '../schedule/firings.ts';
import { openZone, toLocal, toUtcOrAfterGap, type Zone } from '../schedule/zone.ts';
import { decide } from './decide.ts';
import { holidayOn } from './holidays.ts';
import { dateOf, dayMs, periodOn, startOfDay, weekdayOf, wholeDay } from './intervals.ts';
import type { Decision, Desired } from './off-hours.ts';
import type { OffHoursPlan, Period } from './plan.ts';

export interface Span {
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

export interface Step {
  readonly at: Date;
  readonly decision: Decision;
}

/** A plan over a span: what holds at its start, and each change. */
export interface Timeline {
  readonly initial: Decision;
  /** Each change of what is desired. */
  readonly changes: readonly Step[];
  /** Each change of the rule that decides, whether or not something else is desired; `changes` are among them. */
  readonly steps: readonly Step[];
  /** Hours of the span by what is desired. */
  readonly hours: Readonly<Record<Desired, number>>;
}

/** Every change of what a plan wants within a span. The plan is asked only where something may change. */
export function timelineOf(plan: OffHoursPlan, span: Span): Timeline {
  const points = turningPoints(plan, span).map((instant) => {
    const at = new Date(instant);
    return { at, decision: decide(plan, at) };
  });
  return timelineThrough(decide(plan, span.from), points, span);
}

/** The timeline that decisions at ascending times make; those that change nothing are left out. */
export function timelineThrough(initial: Decision, points: readonly Step[], span: Span): Timeline {
  const changes: Step[] = [];
  const steps: Step[] = [];
  let previous = initial;
  for (const step of points) {
    const { desired, reason } = step.decision;
    if (desired !== previous.desired) changes.push(step);
    if (desired !== previous.desired || reason !== previous.reason) steps.push(step);
    previous = step.decision;
  }
  return { initial, changes, steps, hours: countHours(span, initial, changes) };
}

function countHours(span: Span, initial: Decision, changes: Timeline['changes']): Timeline['hours'] {
  const hours = { running: 0, stopped: 0, 'left-alone': 0 };
  let { desired } = initial;
  let since = span.from.getTime();
  for (const change of [...changes, { at: span.to, decision: initial }]) {
    hours[desired] += (change.at.getTime() - since) / 3_600_000;
    since = change.at.getTime();
    desired = change.decision.desired;
  }
  return hours;
}

/** The instants after `from` and before `to` at which a rule begins or ends, ascending, each once. */
function turningPoints(plan: OffHoursPlan, span: Span): number[] {
  const zone = openZone(plan.timezone);
  const fromMs = span.from.getTime();
  const toMs = span.to.getTime();
  const found = new Set<number>();
  const weekly = periodsOf(plan);
  const lookBack = Math.max(1, ...weekly.map(({ endMinute }) => Math.ceil(endMinute / 1440)));
  const lastDay = startOfDay(toLocal(zone, toMs)) + dayMs;
  for (let day = startOfDay(toLocal(zone, fromMs)) - lookBack * dayMs; day <= lastDay; day += dayMs) {
    for (const instant of pointsOfDay({ plan, weekly, zone }, day)) found.add(instant);
  }
  for (const { fromMs: start, untilMs } of plan.overrides) {
    if (start !== undefined) found.add(start);
    found.add(untilMs);
  }
  for (const instant of maintenancePoints(plan, span)) found.add(instant);
  return [...found].filter((instant) => instant > fromMs && instant < toMs).sort((a, b) => a - b);
}

function periodsOf(plan: OffHoursPlan): readonly Period[] {
  const windows = plan.maintenance.flatMap((window) => (window.kind === 'weekly' ? [window.period] : []));
  return plan.weekly.kind === 'periods' ? [...plan.weekly.periods, ...windows] : windows;
}

function pointsOfDay(
  { plan, weekly, zone }: { plan: OffHoursPlan; weekly: readonly Period[]; zone: Zone },
  localDayMs: number,
): number[] {
  const weekday = weekdayOf(localDayMs);
  const intervals = weekly
    .filter((period) => period.weekdays.includes(weekday))
    .map((period) => periodOn(period, zone, localDayMs));
  if (plan.holidays.length > 0 && holidayOn(plan.holidays, dateOf(localDayMs)) !== undefined) {
    intervals.push(wholeDay(zone, localDayMs));
  }
  const switches = plan.weekly.kind === 'switches' ? plan.weekly.switches : [];
  return [
    ...intervals.flatMap(({ startMs, endMs }) => [startMs, endMs]),
    ...switches
      .filter(({ weekdays }) => weekdays.includes(weekday))
      .map(({ minute }) => toUtcOrAfterGap(zone, localDayMs + minute * 60_000)),
  ];
}

function maintenancePoints(plan: OffHoursPlan, { from, to }: Span): number[] {
  return plan.maintenance.flatMap((window) => {
    if (window.kind !== 'cron') return [];
    const durationMs = window.durationMinutes * 60_000;
    const after = new Date(from.getTime() - durationMs);
    const firings = nextFirings({
      schedule: window.cron,
      timezone: plan.timezone,
      after,
      end: to,
      count: 100_000,
    });
    const opened = firings.kind === 'firings' ? firings.times : [];
    return opened.flatMap((time) => [time.getTime(), time.getTime() + durationMs]);
  });
}
