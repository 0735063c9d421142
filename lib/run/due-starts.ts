import type { RunPolicy } from '../model/run-policy.ts';
import type { ActiveRecord } from './job-records.ts';
import type { SlotRecord, StartCause } from './ledger.ts';
import { findOther } from './overlap.ts';
import { canBeMadeGood } from './skip-slot.ts';

export type SkipCode = 'CatchUpLimit' | 'Missed' | 'Overlap' | 'Paused';

export type DueAction =
  | { readonly kind: 'start'; readonly slot: string; readonly cause: StartCause }
  /** The slot waits until it is its turn. */
  | { readonly kind: 'wait'; readonly slot: string; readonly reason: string }
  | { readonly kind: 'skip'; readonly slot: string; readonly code: SkipCode; readonly reason: string };

export interface DueQuestion {
  readonly policy: RunPolicy;
  readonly now: Date;
  readonly paused: boolean;
  /** EventBridge may fire so much later than the slot. Default: on time. */
  readonly flexibleWindowMinutes?: number | undefined;
  /** Slots that the schedule had, oldest first. */
  readonly expected: readonly string[];
  /** The slots that the ledger knows of the same range. */
  readonly records: readonly SlotRecord[];
  readonly active: ActiveRecord | undefined;
}

const MINUTE_MS = 60_000;
/** EventBridge repeats a delivery that failed for so long; a slot is missed for good after it. */
const DELIVERY_WINDOW_MS = 125 * MINUTE_MS;
/** Without `startWithin`: a firing that is later than this was lost. */
const LATE_MS = 10 * MINUTE_MS;
/** Lambda's own retries come a minute and two after a failure; a slot that waits longer was forgotten by them. */
const LAMBDA_RETRY_MS = 10 * MINUTE_MS;
/** The holder's own retry may take the slot over first. */
const DEAD_RUN_MS = 2 * MINUTE_MS;

/**
 * What is to be started or written down now: missed slots under `catchUp`, attempts that are due, slots that waited for
 * another, and runs that died. While the job is paused nothing is started. Slots of a job that must not overlap are
 * started one at a time, the oldest first.
 */
export function decideDue(question: DueQuestion): readonly DueAction[] {
  const caughtUp = decideCatchUp(question);
  if (question.paused) return caughtUp;
  const starts = question.records.flatMap((record) => startOf(record, question));
  const displaced = decideDisplaced(question);
  const isDisplaced = new Set(displaced.map(({ slot }) => slot));
  const all = [...starts.filter(({ slot }) => !isDisplaced.has(slot)), ...startsOf(caughtUp)];
  return [...caughtUp.filter(({ kind }) => kind !== 'start'), ...displaced, ...inTurn(all, question)];
}

function startsOf(actions: readonly DueAction[]): readonly Start[] {
  return actions.flatMap((action) => (action.kind === 'start' ? [action] : []));
}

type Start = Extract<DueAction, { kind: 'start' }>;

function startOf(record: SlotRecord, question: DueQuestion): readonly Start[] {
  const { slot } = record;
  const cause = dueCause(record, question);
  return cause === undefined ? [] : [{ kind: 'start', slot, cause }];
}

/** Who asks by hand sees how it ends; nobody asks again for them. */
function dueCause(record: SlotRecord, { now, policy }: DueQuestion): StartCause | undefined {
  if (record.cause === 'manual') return undefined;
  const nowMs = now.getTime();
  switch (record.state) {
    case 'waiting':
      return 'waiting';
    case 'running':
      return Date.parse(record.leaseEndsAt) + DEAD_RUN_MS <= nowMs ? 'dead-run' : undefined;
    case 'failed':
      if (isUntold(record, nowMs)) return 'untold';
      return record.attempt < policy.retry.attempts && isAttemptDue(record, nowMs) ? 'retry' : undefined;
    default:
      return undefined;
  }
}

/** The run died before it could put its failure among the dead letters. */
function isUntold({ final, told, endedAt }: SlotRecord, nowMs: number): boolean {
  if (final !== true || told === true || endedAt === undefined) return false;
  return Date.parse(endedAt) + LAMBDA_RETRY_MS <= nowMs;
}

function isAttemptDue({ final, permanent, retryAt, endedAt }: SlotRecord, nowMs: number): boolean {
  if (final === true || permanent === true || endedAt === undefined) return false;
  const dueMs = retryAt === undefined ? Date.parse(endedAt) + LAMBDA_RETRY_MS : Date.parse(retryAt);
  return dueMs <= nowMs;
}

/** Missed slots: the newest are made good, older ones are written down as skipped. */
function decideCatchUp(question: DueQuestion): readonly DueAction[] {
  const { policy, now, paused } = question;
  const missed = findMissed(question);
  if (policy.catchUp === undefined) return missed.flatMap((slot) => decideLost(slot, question));
  if (paused)
    return missed.filter((slot) => !isKnown(slot, question)).flatMap((slot) => decidePaused(slot, now));
  const { withinSeconds, atMost } = policy.catchUp;
  const earliest = now.getTime() - withinSeconds * 1000;
  const within = missed.filter((slot) => Date.parse(slot) >= earliest);
  const chosen = within.slice(-atMost);
  const late = missed.filter((slot) => !chosen.includes(slot));
  const limit = `missed; catchUp makes good ${atMost} slots of the last ${withinSeconds / 60} minutes at most`;
  const skips = late.map((slot) => ({ kind: 'skip', slot, code: 'CatchUpLimit', reason: limit }) as const);
  if (policy.overlap === 'allow-all')
    return [...skips, ...chosen.map((slot) => ({ kind: 'start', slot, cause: 'catch-up' }) as const)];
  const reason = 'missed; it is made good when it is its turn';
  return [...skips, ...chosen.map((slot) => ({ kind: 'wait', slot, reason }) as const)];
}

/** Slots without a run: the ledger knows none, or only that the job was paused, or that nobody made them good. */
function findMissed(question: DueQuestion): readonly string[] {
  const { policy, now, expected, records } = question;
  const known = new Map(records.map((record) => [record.slot, record]));
  const withinMs = policy.startWithinSeconds === undefined ? LATE_MS : policy.startWithinSeconds * 1000;
  const lateMs = withinMs + flexibleMs(question);
  const absent = expected.filter((slot) => !known.has(slot) && Date.parse(slot) + lateMs <= now.getTime());
  if (policy.catchUp === undefined) return absent;
  const skipped = records.filter(({ state, code }) => state === 'skipped' && canBeMadeGood(code));
  return [...absent, ...skipped.map(({ slot }) => slot)].toSorted();
}

function isKnown(slot: string, { records }: DueQuestion): boolean {
  return records.some((record) => record.slot === slot);
}

/** Not even the firing came that writes it down; it is made good with the others of the pause. */
function decidePaused(slot: string, now: Date): readonly DueAction[] {
  if (Date.parse(slot) + DELIVERY_WINDOW_MS > now.getTime()) return [];
  return [{ kind: 'skip', slot, code: 'Paused', reason: 'no firing came while the job was paused' }];
}

function flexibleMs({ flexibleWindowMinutes = 0 }: DueQuestion): number {
  return flexibleWindowMinutes * MINUTE_MS;
}

function decideLost(slot: string, question: DueQuestion): readonly DueAction[] {
  const lostMs = Date.parse(slot) + DELIVERY_WINDOW_MS + flexibleMs(question);
  if (lostMs > question.now.getTime()) return [];
  return [
    {
      kind: 'skip',
      slot,
      code: 'Missed',
      reason: 'never started: no firing came, and the job has no catchUp',
    },
  ];
}

/** Under cancel-other only the newest of those that wait is still wanted. */
function decideDisplaced({ policy, records }: DueQuestion): readonly DueAction[] {
  if (policy.overlap !== 'cancel-other') return [];
  const waiting = records.filter(({ state, cause }) => state === 'waiting' && cause !== 'catch-up');
  const newest = waiting
    .map(({ slot }) => slot)
    .toSorted()
    .at(-1);
  return waiting
    .filter(({ slot }) => slot !== newest)
    .map(({ slot }) => ({
      kind: 'skip',
      slot,
      code: 'Overlap',
      reason: `overlap: slot ${newest} came after it`,
    }));
}

function inTurn(starts: readonly Start[], { policy, active, now }: DueQuestion): readonly Start[] {
  const sorted = starts.toSorted((one, other) => (one.slot < other.slot ? -1 : 1));
  if (policy.overlap === 'allow-all') return sorted;
  const [first] = sorted.filter(({ slot }) => findOther({ active, slot, now }) === undefined);
  return first === undefined ? [] : [first];
}
