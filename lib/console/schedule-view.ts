import { describeSchedule } from '../model/schedule/describe.ts';
import { nextFirings, type ScheduleTiming } from '../model/schedule/firings.ts';
import { parseSchedule } from '../model/schedule/parse.ts';
import type { ConsoleJob } from './port.ts';

/** A job's schedule, ready to be asked. */
export interface ScheduleView {
  /** In words: "every day at 02:00 UTC". */
  readonly words: string;
  readonly timezone: string;
  /** False of a `rate` that has not fired yet: nobody knows from when it is counted. */
  readonly isKnown: boolean;
  /** The first firings after a time; none where it is not known when they are. */
  readonly next: (after: Date, count: number) => readonly Date[];
}

const NONE: ScheduleView = { words: 'not in jobs.yaml', timezone: 'UTC', isKnown: true, next: () => [] };

/** Reads a job's schedule. A `rate` counts from its deployment, which the newest slot that fired tells. */
export function viewSchedule({ schedule }: ConsoleJob, newestSlot: string | undefined): ScheduleView {
  if (schedule === undefined) return NONE;
  const { expression, timezone = 'UTC', start, end } = schedule;
  const parsed = parseSchedule(expression);
  if (parsed.kind === 'error') return { ...NONE, words: expression };
  const timing: ScheduleTiming = {
    schedule: parsed,
    timezone,
    anchor: toDate(newestSlot),
    start: toDate(start),
    end: toDate(end),
  };
  return {
    words: describeSchedule(parsed, timezone),
    isKnown: parsed.kind !== 'rate' || (newestSlot ?? start) !== undefined,
    timezone,
    next: (after, count) => {
      const firings = nextFirings({ ...timing, after, count });
      return firings.kind === 'firings' ? firings.times : [];
    },
  };
}

/** The firings within a span, `limit` at most. */
export function firingsWithin(
  view: ScheduleView,
  span: { from: Date; to: Date },
  limit: number,
): readonly Date[] {
  return view.next(span.from, limit).filter((time) => time <= span.to);
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
