import type { RunRecord, SlotRecord } from '../ledger.ts';
import type { OperatorLedger } from './ports.ts';

/** One slot with all attempts at it, oldest first. */
export interface ShownSlot {
  readonly slot: SlotRecord;
  readonly attempts: readonly RunRecord[];
}

/** What the ledger knows of a slot; undefined where it knows nothing. */
export async function showSlot(
  { job, slot }: { readonly job: string; readonly slot: string },
  ledger: OperatorLedger,
): Promise<ShownSlot | undefined> {
  const [record, attempts] = await Promise.all([ledger.readSlot(job, slot), ledger.readAttempts(job, slot)]);
  return record === undefined ? undefined : { slot: record, attempts };
}
