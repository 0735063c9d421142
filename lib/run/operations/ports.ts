import type { ActionRecord, CancelRecord, ControlRecord } from '../job-records.ts';
import type { LedgerWrite, RunRecord, SlotRecord } from '../ledger.ts';

/** The ledger as an operator reads and writes it. All calls throw ServiceError. */
export interface OperatorLedger {
  readonly readControl: (job: string) => Promise<ControlRecord | undefined>;
  /** False where somebody wrote in between. */
  readonly writeControl: (record: ControlRecord, expectedFence: number) => Promise<boolean>;
  readonly readSlot: (job: string, slot: string) => Promise<SlotRecord | undefined>;
  /** The job's slots from the first to the last of the range, both included, oldest first. */
  readonly readSlots: (range: SlotsQuery) => Promise<readonly SlotRecord[]>;
  /** The newest slots before a time and at or after another, newest first. */
  readonly readNewestSlots: (query: NewestSlotsQuery) => Promise<readonly SlotRecord[]>;
  readonly writeSlot: (record: SlotRecord, expectedFence: number) => Promise<LedgerWrite>;
  /** The ended attempts at one slot, oldest first. */
  readonly readAttempts: (job: string, slot: string) => Promise<readonly RunRecord[]>;
  readonly writeCancel: (record: CancelRecord) => Promise<void>;
  readonly writeAction: (record: ActionRecord) => Promise<void>;
  /** What operators did to the job, newest first. */
  readonly readActions: (job: string, count: number) => Promise<readonly ActionRecord[]>;
}

export interface SlotsQuery {
  readonly job: string;
  readonly from: string;
  readonly to: string;
}

export interface NewestSlotsQuery {
  readonly job: string;
  readonly count: number;
  /** Default: from the first one on. */
  readonly from?: string;
  /** Default: up to the last one. */
  readonly before?: string;
}

export interface OperationPorts {
  readonly ledger: OperatorLedger;
  /** ARN of whoever asks. */
  readonly readCaller: () => Promise<string>;
  readonly now: () => Date;
}
