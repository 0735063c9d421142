import type { Outcome } from '../model/outcome.ts';
import type { Claim } from './claim-request.ts';
import type { SlotCause } from './ledger.ts';

/** How the invocation ended, for the log line, the metrics and the dead letters. */
export interface RunReport {
  readonly job: string;
  readonly slot: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /**
   * `done`: an attempt was made, or the slot was skipped. `continued`: it was handed on, unfinished, to another
   * invocation. `waiting`: it is started when another slot has ended. `duplicate`: the slot needed none, nothing was
   * touched. `overtaken`: another run holds the slot now.
   */
  readonly effect: 'done' | 'continued' | 'waiting' | 'duplicate' | 'overtaken';
  /** With a failed outcome: whether another attempt makes sense and is left. */
  readonly retry: boolean;
  /** With `retry`: when it is due; without it Lambda's own retry comes. */
  readonly retryAt?: string;
  readonly permanent: boolean;
  readonly planDigest?: string;
  /** How many items the plan had. */
  readonly items?: number;
  readonly details: readonly string[];
  /** A slot that waited for this one to end. */
  readonly next?: string;
}

interface Fields {
  readonly job: string;
  readonly slot: string;
}

/** Of an invocation that found nothing to do; or nothing but to tell of a failure that nobody could tell of yet. */
export function refusedReport(
  { job, slot, requestId, cause }: Refused,
  { reason, found }: Extract<Claim, { kind: 'refused' }>,
): RunReport {
  const isUntold = found?.state === 'failed' && found.final === true && found.told !== true;
  // The request id is equal where this is Lambda's retry of the invocation that died before it could tell.
  if (isUntold && (cause === 'untold' || found.requestId === requestId))
    return settledReport({ job, slot }, { record: found });
  return { ...unrun({ job, slot }), outcome: { kind: 'skipped', reason, figures: {} }, effect: 'duplicate' };
}

interface Refused extends Fields {
  readonly requestId: string;
  readonly cause?: SlotCause | undefined;
}

/** Of a slot that was skipped, made to wait or given up. */
export function settledReport(
  { job, slot }: Fields,
  { record }: Pick<Extract<Claim, { kind: 'settled' }>, 'record'>,
): RunReport {
  const { state, attempt, reason = '', code } = record;
  const kind = state === 'failed' ? 'failed' : 'skipped';
  return {
    ...unrun({ job, slot }),
    attempt,
    outcome: { kind, reason, figures: {}, ...(code === undefined ? {} : { code }) },
    effect: state === 'waiting' ? 'waiting' : 'done',
    permanent: state === 'failed',
  };
}

function unrun({ job, slot }: Fields) {
  return { job, slot, attempt: 0, durationMs: 0, retry: false, permanent: false, details: [] };
}
