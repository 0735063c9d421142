import { nextFirings } from '../../model/schedule/firings.ts';
import { formatUtc } from '../../model/schedule/instant.ts';
import { parseSchedule } from '../../model/schedule/parse.ts';
import type { RateSchedule, Schedule } from '../../model/schedule/schedule.ts';
import type { SlotRecord } from '../ledger.ts';
import type { JobWatch } from './job-watch.ts';
import { startDeadlineMs, type WatchedJob } from './watched-job.ts';

const MINUTE_MS = 60_000;
/** A `rate` fires on its own second, so that its slots, whole minutes, may shift by one. */
const DRIFT_MS = MINUTE_MS;
/** How many slots one look takes up; the next look goes on from there. */
const SLOTS_AT_ONCE = 2_000;

/** Slots that have become due since the last look, oldest first, and through which slot they have been taken up now. */
export interface DueSlots {
  readonly slots: readonly string[];
  readonly through: string;
}

interface DueQuery {
  readonly job: WatchedJob;
  readonly watch: JobWatch;
  /** The job's slots in the ledger since `watch.through`, oldest first. */
  readonly rows: readonly SlotRecord[];
  readonly now: Date;
}

/**
 * The slots that should exist by now and were not taken up yet. Of a `rate` nobody but EventBridge knows from when it is
 * counted, so the next slot is expected one interval after the last one in the ledger.
 */
export function findDueSlots(query: DueQuery): DueSlots {
  const schedule = parseSchedule(query.job.schedule.expression);
  if (schedule.kind === 'error') return { slots: [], through: query.watch.through };
  return schedule.kind === 'rate' ? rateSlots(schedule, query) : computedSlots(schedule, query);
}

function computedSlots(schedule: Schedule, { job, watch, now }: DueQuery): DueSlots {
  const { timezone, start, end } = job.schedule;
  const firings = nextFirings({
    schedule,
    timezone,
    start: start === undefined ? undefined : new Date(start),
    end: end === undefined || new Date(end) > now ? now : new Date(end),
    after: new Date(watch.through),
    count: SLOTS_AT_ONCE,
  });
  const times = firings.kind === 'firings' ? firings.times : [];
  const last = times.at(-1);
  return {
    slots: times.map((time) => formatMinute(time.getTime())),
    through: last === undefined ? watch.through : formatUtc(last),
  };
}

/**
 * Goes from slot to slot by the interval, and on from each one in the ledger by its own time, so that drift does not
 * add up. A slot that is early counts as well: somebody ran the job by hand, or its rule was made anew.
 */
function rateSlots(rate: RateSchedule, { job, watch, rows, now }: DueQuery): DueSlots {
  const period = rate.periodMinutes * MINUTE_MS;
  const times = rows.map(({ slot }) => Date.parse(slot));
  const slots: string[] = [];
  let through = Date.parse(watch.through);
  while (slots.length < SLOTS_AT_ONCE) {
    const expected = Math.max(through + period, startMs(job));
    const after = through;
    const found = times.find((time) => time > after && time <= expected + DRIFT_MS);
    const isPassedOver = times.some((time) => time > expected);
    if (found === undefined && !isPassedOver && !isMissing(job, expected, now)) break;
    through = found ?? expected;
    slots.push(formatMinute(through));
  }
  return { slots, through: slots.length === 0 ? watch.through : formatUtc(new Date(through)) };
}

function isMissing(job: WatchedJob, expectedMs: number, now: Date): boolean {
  const { end } = job.schedule;
  const isOver = end !== undefined && expectedMs > Date.parse(end);
  return !isOver && startDeadlineMs(job, expectedMs + DRIFT_MS) < now.getTime();
}

function startMs({ schedule }: WatchedJob): number {
  return schedule.start === undefined ? Number.NEGATIVE_INFINITY : Date.parse(schedule.start);
}

/** As slots are written: whole minutes. */
function formatMinute(timeMs: number): string {
  return formatUtc(new Date(Math.floor(timeMs / MINUTE_MS) * MINUTE_MS));
}
