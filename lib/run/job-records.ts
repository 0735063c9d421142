/** Who holds a job whose slots must not overlap. A lease that is over frees it, whoever holds it. */
export interface ActiveRecord {
  readonly job: string;
  /** Grows with every write; a write names the one it saw. */
  readonly fence: number;
  readonly holder?: ActiveHolder;
  /** The slot that is started when the holder ends. */
  readonly waiting?: string;
}

export interface ActiveHolder {
  readonly slot: string;
  readonly attempt: number;
  readonly requestId: string;
  readonly leaseEndsAt: string;
}

/** What an operator has ordered of a job as a whole. */
export interface ControlRecord {
  readonly job: string;
  readonly fence: number;
  readonly paused?: Signature;
}

/** A run is asked to stop between two batches; of the slot's attempt that it names and of no later one. */
export interface CancelRecord extends Signature {
  readonly job: string;
  readonly slot: string;
  readonly attempt: number;
}

/** Who, when, and why. */
export interface Signature {
  /** The caller's ARN, as STS tells it. */
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export type ActionKind = 'pause' | 'resume' | 'run' | 'backfill' | 'cancel' | 'redrive';

/** One thing that an operator did, kept as history. */
export interface ActionRecord extends Signature {
  readonly job: string;
  readonly kind: ActionKind;
  /** What it was done to or with: a slot, a range, a count. */
  readonly details: string;
}
