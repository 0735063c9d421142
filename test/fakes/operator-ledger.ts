import type { MemoryTables } from '../../lib/local/memory.ts';
import type { ActionRecord } from '../../lib/run/job-records.ts';
import type { Ledger } from '../../lib/run/ledger.ts';
import type { OperatorLedger } from '../../lib/run/operations/ports.ts';

/** The operator's view of a ledger in memory. */
export function operatorLedger(
  memory: Ledger & MemoryTables,
): OperatorLedger & { readonly actions: ActionRecord[] } {
  const actions: ActionRecord[] = [];
  return {
    actions,
    readControl: memory.readControl,
    writeControl: async (record, expectedFence) => {
      if ((memory.controls.get(record.job)?.fence ?? 0) !== expectedFence) return false;
      memory.controls.set(record.job, record);
      return true;
    },
    readSlot: memory.readSlot,
    readSlots: async ({ job, from, to }) =>
      [...memory.slots.values()]
        .filter((record) => record.job === job && record.slot >= from && record.slot <= to)
        .toSorted((one, other) => (one.slot < other.slot ? -1 : 1)),
    readNewestSlots: async ({ job, from = '', before = '~', count }) =>
      [...memory.slots.values()]
        .filter((record) => record.job === job && record.slot >= from && record.slot < before)
        .toSorted((one, other) => (one.slot < other.slot ? 1 : -1))
        .slice(0, count),
    writeSlot: memory.writeSlot,
    readAttempts: async (job, slot) => memory.runs.filter((run) => run.job === job && run.slot === slot),
    writeCancel: memory.writeCancel,
    writeAction: async (record) => {
      actions.push(record);
    },
    readActions: async (job, count) =>
      actions
        .filter((action) => action.job === job)
        .toReversed()
        .slice(0, count),
  };
}
