import type { Figures, Outcome, OutcomeKind } from '../model/outcome.ts';

/** The slot as the ledger holds it. Times are ISO text. */
export interface SlotRecord {
  readonly job: string;
  readonly slot: string;
  readonly state: 'running' | OutcomeKind;
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
  readonly figures?: Figures;
  readonly planDigest?: string;
  /** So many times the attempt was handed on to another invocation; where present, a checkpoint is kept. */
  readonly hop?: number;
  /** The slot waits for the invocation of `hop`, which alone may take it up before the lease is over. */
  readonly awaited?: boolean;
  /** With `hop`: when the attempt's first invocation claimed the slot. */
  readonly beganAt?: string;
}

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
  | { readonly kind: 'overtaken'; readonly found: SlotRecord | undefined };

/** The ledger as a run needs it: item reads and conditional writes, nothing else. */
export interface Ledger {
  readonly readSlot: (job: string, slot: string) => Promise<SlotRecord | undefined>;
  /** Writes the slot if its fence is still `expectedFence` (0: no item yet), together with the ended run, if given. */
  readonly writeSlot: (record: SlotRecord, expectedFence: number, run?: RunRecord) => Promise<LedgerWrite>;
}

/** The UTC day of a slot, `YYYY-MM-DD`: the watchdog's index is keyed by it. */
export function formatSlotDay(slot: string): string {
  return slot.slice(0, 10);
}
