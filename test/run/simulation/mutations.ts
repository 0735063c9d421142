import type { Ledger } from '../../../lib/run/ledger.ts';

/** The table with one of its guards taken away. */
export const mutations: Readonly<Record<string, (table: Ledger) => Ledger>> = {
  /** A write lands whatever stands there. */
  'a missing fence': (table) => ({
    ...table,
    writeSlot: async (record, _expectedFence, also) => {
      const [slot, active] = await Promise.all([
        table.readSlot(record.job, record.slot),
        table.readActive(record.job),
      ]);
      const holds = also?.active;
      const unguarded =
        holds === undefined ? {} : { active: { ...holds, expectedFence: active?.fence ?? 0 } };
      return table.writeSlot(record, slot?.fence ?? 0, { ...also, ...unguarded });
    },
  }),
  /** A slot that runs looks as if its lease were over. */
  'a missing lease': (table) => ({
    ...table,
    readView: async (job, slot) => {
      const { slot: record, ...view } = await table.readView(job, slot);
      const isRunning = record?.state === 'running';
      return { ...view, slot: isRunning ? { ...record, leaseEndsAt: record.claimedAt } : record };
    },
  }),
  /** Who holds the job is written whatever stands there. */
  'a missing check of who holds the job': (table) => ({
    ...table,
    readView: async (job, slot) => {
      const { active, ...view } = await table.readView(job, slot);
      if (active === undefined) return { ...view, active };
      const { holder: _unseen, ...rest } = active;
      return { ...view, active: rest };
    },
  }),
};
