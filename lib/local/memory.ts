import type { Ledger, LedgerWrite, RunRecord, SlotRecord } from '../run/ledger.ts';
import type { StateStore } from '../run/plan-store.ts';

/** A ledger in memory with the table's conditional writes. */
export function memoryLedger(): Ledger & {
  readonly slots: Map<string, SlotRecord>;
  readonly runs: RunRecord[];
} {
  const slots = new Map<string, SlotRecord>();
  const runs: RunRecord[] = [];
  const key = (job: string, slot: string) => `${job} ${slot}`;
  return {
    slots,
    runs,
    readSlot: async (job, slot) => slots.get(key(job, slot)),
    writeSlot: async (record, expectedFence, run): Promise<LedgerWrite> => {
      const found = slots.get(key(record.job, record.slot));
      if ((found?.fence ?? 0) !== expectedFence) return { kind: 'overtaken', found };
      slots.set(key(record.job, record.slot), record);
      if (run !== undefined) runs.push(run);
      return { kind: 'written' };
    },
  };
}

/** A state bucket in memory. */
export function memoryStateStore(): StateStore & { readonly objects: Map<string, string> } {
  const objects = new Map<string, string>();
  return {
    objects,
    put: async (key, body) => {
      objects.set(key, body);
    },
    get: async (key) => objects.get(key),
  };
}
