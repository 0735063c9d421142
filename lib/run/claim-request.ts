import type { Overlap } from '../model/run-policy.ts';
import type { ActiveHolder, ActiveRecord } from './job-records.ts';
import type { SlotCause, SlotRecord } from './ledger.ts';

export interface ClaimRequest {
  readonly job: string;
  readonly slot: string;
  readonly requestId: string;
  readonly eventId?: string;
  readonly deadline: Date;
  readonly now: Date;
  readonly attempts: number;
  readonly overlap: Overlap;
  /** Who asks, if not the schedule. A person has mended the cause: their failed or skipped slot is taken up in any case. */
  readonly cause?: SlotCause;
  /** The invocation goes on with an attempt that was handed on to it. */
  readonly hop?: number;
  /** Why the slot is not to be run. */
  readonly skip?: SkipReason;
}

export interface SkipReason {
  readonly code: 'OutsideWindow' | 'Paused' | 'TooLate';
  readonly reason: string;
}

/** What stands in the ledger when a claim is decided. */
export interface ClaimView {
  readonly slot: SlotRecord | undefined;
  /** Read only where slots must not overlap. */
  readonly active: ActiveRecord | undefined;
}

export type Claim =
  /** The slot is this invocation's, until its lease is over. */
  | { readonly kind: 'taken'; readonly record: SlotRecord; readonly active?: ActiveRecord }
  /** Not run: skipped by policy, made to wait, or given up; the record says which and why. */
  | {
      readonly kind: 'settled';
      readonly record: SlotRecord;
      readonly active?: ActiveRecord;
      readonly cancel?: ActiveHolder;
    }
  /** Nothing is to be done and nothing written. */
  | { readonly kind: 'refused'; readonly reason: string; readonly found?: SlotRecord };
