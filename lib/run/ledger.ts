import type { Figures, Outcome, OutcomeKind } from '../model/outcome.ts';
import type { ActiveRecord, CancelRecord, ControlRecord } from './job-records.ts';

/** The slot as the ledger holds it. Times are ISO text. */
export interface SlotRecord {
  readonly job: string;
  readonly slot: string;
  /** `waiting`: it is started when another slot of the job has ended. */
  readonly state: 'waiting' | 'running' | OutcomeKind;
  /** Counts from 1; each taking-up of the slot is one more. */
  readonly attempt: number;
  /** Grows with every write; a write names the fence it saw, so that an overtaken run cannot write. */
  readonly fence: number;
  readonly requestId: string;
  readonly claimedAt: string;
  readonly leaseEndsAt: string;
  readonly eventId?: string;
  readonly endedAt?: string;
  readonly reason?: string;
  readonly code?: string;
  /** A failure that no retry can mend: no further attempt is taken. */
  readonly permanent?: boolean;
  /** A failure after which nobody tries again by itself. */
  readonly final?: boolean;
  /** With `final`: it is among the dead letters. */
  readonly told?: boolean;
  /** With a failure: when the next attempt is due. Without it Lambda's own retry comes. */
  readonly retryAt?: string;
  /** Why the slot was not started by its schedule. */
  readonly cause?: SlotCause;
  readonly figures?: Figures;
  readonly planDigest?: string;
  /** So many times the attempt was handed on to another invocation; where present, a checkpoint is kept. */
  readonly hop?: number;
  /** The slot waits for the invocation of `hop`, which alone may take it up before the lease is over. */
  readonly awaited?: boolean;
  /** With `hop`: the fences of the invocations whose checkpoints may be there, the newest first. */
  readonly checkpoints?: readonly number[];
  /** With `hop`: when the attempt's first invocation claimed the slot. */
  readonly beganAt?: string;
}

/** Why a slot is started that its schedule does not start, or does not start again. */
export type StartCause = 'catch-up' | 'retry' | 'waiting' | 'dead-run' | 'untold';

/** `manual`: a person asked. */
export type SlotCause = 'manual' | StartCause;

/** One ended attempt at a slot, kept as history. */
export interface RunRecord {
  readonly job: string;
  readonly slot: string;
  readonly attempt: number;
  readonly requestId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: Outcome;
  readonly planDigest?: string;
}

export type LedgerWrite =
  | { readonly kind: 'written' }
  /** Somebody wrote in between; `found` is what stands there now. */
  | { readonly kind: 'overtaken'; readonly found: SlotRecord | undefined }
  /** Who holds the job was not as expected, or others write at this moment; nothing was written: look and write again. */
  | { readonly kind: 'moved' };

/** What is written together with a slot, all of it or nothing. */
export interface AlsoWritten {
  /** An attempt that ended. */
  readonly run?: RunRecord;
  /** Who holds the job from now on, if its fence is still the expected one. */
  readonly active?: { readonly record: ActiveRecord; readonly expectedFence: number };
}

/** What a claim is decided by. */
export interface JobView {
  readonly slot: SlotRecord | undefined;
  readonly active: ActiveRecord | undefined;
  readonly control: ControlRecord | undefined;
}

/** The ledger as a run needs it: item reads and conditional writes, nothing else. */
export interface Ledger {
  /** The three records in one request, each as it was after the writes before it. */
  readonly readView: (job: string, slot: string) => Promise<JobView>;
  readonly readSlot: (job: string, slot: string) => Promise<SlotRecord | undefined>;
  readonly readActive: (job: string) => Promise<ActiveRecord | undefined>;
  readonly readControl: (job: string) => Promise<ControlRecord | undefined>;
  readonly readCancel: (job: string, slot: string) => Promise<CancelRecord | undefined>;
  readonly writeCancel: (record: CancelRecord) => Promise<void>;
  /** Writes the slot if its fence is still `expectedFence` (0: no item yet). */
  readonly writeSlot: (record: SlotRecord, expectedFence: number, also?: AlsoWritten) => Promise<LedgerWrite>;
}

/** Whether what stands there is what was written: then the answer was lost, and the write was sent again. */
export function isSameWrite(found: SlotRecord | undefined, ours: SlotRecord): boolean {
  return (
    found?.fence === ours.fence &&
    found.requestId === ours.requestId &&
    found.claimedAt === ours.claimedAt &&
    found.endedAt === ours.endedAt
  );
}
