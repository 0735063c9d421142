import type { Outcome, OutcomeKind } from '../model/outcome.ts';
import type { TaskResult } from '../tasks/task.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { StopReason } from './stop-check.ts';

/** What one attempt at a slot came to. */
export interface Attempt {
  readonly kind: 'ended';
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly planDigest?: string;
  /** How many items the plan had; of an attempt in several invocations, those of this one. */
  readonly items?: number;
  /** The attempt was handed on, or could not be because another run holds the slot: nothing is left to record. */
  readonly handedOn?: 'continued' | 'overtaken';
  readonly details: readonly string[];
}

/** A task's time was up, and this is what it said; the attempt is to be handed on. */
export interface Unfinished {
  readonly kind: 'unfinished';
  readonly result: TaskResult;
}

/** The attempt that ended with a task's result. */
export function toAttempt(
  result: TaskResult,
  plan: { readonly planDigest?: string; readonly items: number },
): Attempt | Unfinished {
  const { kind, reason, figures, code = 'TaskFailed', details = [] } = result;
  switch (kind) {
    case 'unfinished':
      return { kind: 'unfinished', result };
    case 'failed':
      return { ...failedAttempt(describeFailure({ code, reason, figures }), details), ...plan };
    default:
      return {
        kind: 'ended',
        outcome: { kind: kind satisfies OutcomeKind, reason, figures },
        ...plan,
        details,
      };
  }
}

/** An attempt that failed. */
export function failedAttempt(failure: Failure, details: readonly string[]): Attempt {
  return { kind: 'ended', outcome: failure.outcome, failure, details };
}

/** An attempt that was told to stop: what it did until then stays done. */
export function stoppedAttempt(result: TaskResult, { code, reason }: StopReason): Attempt {
  const { figures, details = [] } = result;
  const words = `${reason}; until then: ${result.reason}`;
  if (code === 'RunTimeout') return failedAttempt(describeFailure({ code, reason: words, figures }), details);
  return { kind: 'ended', outcome: { kind: 'skipped', code, reason: words, figures }, details };
}
