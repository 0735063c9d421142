/** What happens when a slot comes while an earlier run of the same job is still going. */
export type Overlap = 'skip' | 'buffer-one' | 'cancel-other' | 'allow-all';

/** How far back slots that were never run are made good, and how many at most, the newest first to be kept. */
export interface CatchUpPolicy {
  readonly withinSeconds: number;
  readonly atMost: number;
}

export interface RetryPolicy {
  /** How often a slot is attempted in all. */
  readonly attempts: number;
  /** Wait before the second attempt, doubled for each further one. Without it Lambda's own retries: after 1 and 2 minutes. */
  readonly backoffSeconds?: number;
  /** No wait is longer. */
  readonly maximumBackoffSeconds?: number;
  /** Exactly these codes are tried again. Without it: all that another attempt may mend. */
  readonly on?: readonly string[];
}

/** How a job's slots are run; all times are counted from the slot, `timeoutSeconds` from the start of the run. */
export interface RunPolicy {
  readonly overlap: Overlap;
  readonly catchUp?: CatchUpPolicy;
  readonly retry: RetryPolicy;
  /** A slot that has not started by then is told of, and skipped when it is delivered later. */
  readonly startWithinSeconds?: number;
  /** A slot that has not ended by then is told of. */
  readonly finishWithinSeconds?: number;
  /** How long one run may take in all, its continuations included. */
  readonly timeoutSeconds?: number;
}
