import { nextFirings } from '../../../../lib/model/schedule/firings.ts';
import { formatUtc } from '../../../../lib/model/schedule/instant.ts';
import { parseSchedule } from '../../../../lib/model/schedule/parse.ts';
import type { SlotRecord } from '../../../../lib/run/ledger.ts';
import type { IncidentKind } from '../../../../lib/run/watchdog/job-watch.ts';
import { retryWindowMs, type WatchedJob } from '../../../../lib/run/watchdog/watched-job.ts';
import type { Chance } from './random.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** A time during which something holds, in milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What a job is from one deployment to the next. */
export interface Era {
  readonly job: WatchedJob;
  readonly from: number;
  readonly to: number;
}

/** What really became of one firing. */
export interface Firing {
  readonly slotMs: number;
  readonly era: Era;
  /** When the ledger's row of the slot changes, and to what. */
  readonly writes: readonly { readonly at: number; readonly row: SlotRecord }[];
  readonly startedAt: number | undefined;
  readonly endedWellAt: number | undefined;
  /** What is wrong with it, and from when on that is the case. */
  readonly bad?: { readonly kind: IncidentKind; readonly since: number; readonly until: number };
}

/** All that happens to one job, whether or not somebody watches. */
export interface JobWorld {
  readonly name: string;
  readonly eras: readonly Era[];
  /** When its stack is being deployed. */
  readonly deployments: readonly Interval[];
  readonly pauses: readonly Interval[];
  readonly firings: readonly Firing[];
}

export function within(time: number, intervals: readonly Interval[]): boolean {
  return intervals.some(({ from, to }) => from <= time && time < to);
}

/** When a job fires by itself, as EventBridge does it: a `rate` from a creation that only EventBridge knows. */
export function firingTimes({ job, from, to }: Era, chance: Chance): readonly number[] {
  const schedule = parseSchedule(job.schedule.expression);
  if (schedule.kind === 'error') throw new Error(schedule.message);
  const { timezone, start, end } = job.schedule;
  const last = Math.min(to - 1, end === undefined ? to : Date.parse(end));
  const firings = nextFirings({
    schedule,
    timezone,
    start: start === undefined ? undefined : new Date(start),
    end: new Date(last),
    anchor: new Date(from + chance.between(0, MINUTE_MS)),
    after: new Date(from),
    count: 1_000_000,
  });
  if (firings.kind === 'refused') throw new Error(firings.reason);
  return firings.times.map((time) => time.getTime());
}

interface FiringInput {
  readonly era: Era;
  readonly firedAt: number;
  readonly fate: Fate;
  readonly durationMs: number;
  readonly chance: Chance;
}

export type Fate =
  | 'well'
  | 'idle'
  | 'lost'
  | 'late'
  | 'too-late'
  | 'crashed'
  | 'crashed-and-retried'
  | 'failed-for-good'
  | 'failed-and-retried'
  | 'failed-and-forgotten'
  | 'too-long'
  | 'skipped'
  | 'too-fast'
  | 'idle-for-once';

/** Writes down what the ledger shows of a firing with this fate, and what of it deserves an alarm. */
export function makeFiring({ era, firedAt, fate, durationMs, chance }: FiringInput): Firing {
  const { job } = era;
  const slotMs = Math.floor(firedAt / MINUTE_MS) * MINUTE_MS;
  const startBy =
    slotMs +
    (job.policy.startWithinSeconds ?? 900) * 1000 +
    (job.schedule.flexibleWindowMinutes ?? 0) * MINUTE_MS;
  const started =
    fate === 'late'
      ? chance.between(firedAt + 1000, startBy - 1000)
      : fate === 'too-late'
        ? startBy + chance.between(MINUTE_MS, 90 * MINUTE_MS)
        : firedAt + chance.between(500, 4000);
  const row = (
    more: Partial<SlotRecord> & { readonly state: SlotRecord['state'] },
    at = started,
  ): SlotRecord => ({
    job: job.name,
    slot: formatUtc(new Date(slotMs)),
    attempt: 1,
    fence: 1,
    requestId: 'r',
    claimedAt: new Date(at).toISOString(),
    leaseEndsAt: new Date(at + job.timeoutSeconds * 1000 + MINUTE_MS).toISOString(),
    ...more,
  });
  const ended = (at: number) => ({ endedAt: new Date(at).toISOString() });
  const begin = { at: started, row: row({ state: 'running' }) };
  const known = { slotMs, era };
  const finishBy = (otherwise: number) =>
    job.policy.finishWithinSeconds === undefined ? otherwise : slotMs + job.policy.finishWithinSeconds * 1000;
  const end = started + durationMs;
  const good = (state: 'succeeded' | 'nothing-to-do', endAt = end): Firing => ({
    ...known,
    startedAt: started,
    endedWellAt: endAt,
    writes: [begin, { at: endAt, row: row({ state, ...ended(endAt) }) }],
  });
  switch (fate) {
    case 'well':
    case 'late':
      return good('succeeded');
    case 'idle':
      return good('nothing-to-do');
    case 'too-fast':
    case 'idle-for-once': {
      const endAt = started + (fate === 'too-fast' ? 500 : durationMs);
      const firing = good(fate === 'too-fast' ? 'succeeded' : 'nothing-to-do', endAt);
      return { ...firing, bad: { kind: 'did-too-little', since: endAt, until: Number.POSITIVE_INFINITY } };
    }
    case 'too-late':
      return { ...good('succeeded'), bad: { kind: 'not-started', since: startBy, until: started } };
    case 'lost':
      return {
        ...known,
        startedAt: undefined,
        endedWellAt: undefined,
        // Long after, the slot is written down as one that never started.
        writes: [{ at: slotMs + 130 * MINUTE_MS, row: row({ state: 'skipped', code: 'Missed' }) }],
        bad: { kind: 'not-started', since: startBy, until: Number.POSITIVE_INFINITY },
      };
    case 'crashed': {
      const since = finishBy(Date.parse(begin.row.leaseEndsAt) + retryWindowMs(job));
      const bad = { kind: 'not-finished', since, until: Number.POSITIVE_INFINITY } as const;
      return { ...known, startedAt: started, endedWellAt: undefined, writes: [begin], bad };
    }
    case 'crashed-and-retried': {
      const again = started + 120_000;
      const endAt = again + durationMs;
      const second = { attempt: 2, fence: 2 };
      return {
        ...known,
        startedAt: started,
        endedWellAt: endAt,
        writes: [
          begin,
          { at: again, row: row({ state: 'running', ...second }, again) },
          { at: endAt, row: row({ state: 'succeeded', ...second, ...ended(endAt) }, again) },
        ],
      };
    }
    case 'failed-for-good':
      return {
        ...known,
        startedAt: started,
        endedWellAt: undefined,
        writes: [
          begin,
          { at: end, row: row({ state: 'failed', permanent: true, code: 'AccessDenied', ...ended(end) }) },
        ],
      };
    case 'failed-and-retried': {
      const again = end + chance.between(60_000, 120_000);
      const endAt = again + durationMs;
      return {
        ...known,
        startedAt: started,
        endedWellAt: endAt,
        writes: [
          begin,
          { at: end, row: row({ state: 'failed', code: 'SlowDown', ...ended(end) }) },
          { at: endAt, row: row({ state: 'succeeded', attempt: 2, ...ended(endAt) }, again) },
        ],
      };
    }
    case 'failed-and-forgotten': {
      const since = finishBy(end + retryWindowMs(job));
      return {
        ...known,
        startedAt: started,
        endedWellAt: undefined,
        writes: [begin, { at: end, row: row({ state: 'failed', code: 'SlowDown', ...ended(end) }) }],
        bad: { kind: 'not-finished', since, until: Number.POSITIVE_INFINITY },
      };
    }
    case 'too-long': {
      const since = finishBy(Number.POSITIVE_INFINITY);
      if (!Number.isFinite(since)) return good('succeeded');
      const endAt = since + chance.between(MINUTE_MS, 60 * MINUTE_MS);
      return { ...good('succeeded', endAt), bad: { kind: 'not-finished', since, until: endAt } };
    }
    case 'skipped':
      return {
        ...known,
        startedAt: started,
        endedWellAt: undefined,
        writes: [{ at: started, row: row({ state: 'skipped', reason: 'by policy', ...ended(started) }) }],
      };
    default:
      return fate satisfies never;
  }
}
