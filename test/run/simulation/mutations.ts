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
    readSlot: async (job, slot) => {
      const record = await table.readSlot(job, slot);
      return record?.state === 'running' ? { ...record, leaseEndsAt: record.claimedAt } : record;
    },
  }),
  /** Who holds the job is written whatever stands there. */
  'a missing check of who holds the job': (table) => ({
    ...table,
    readActive: async (job) => {
      const active = await table.readActive(job);
      if (active === undefined) return undefined;
      const { holder: _unseen, ...rest } = active;
      return rest;
    },
  }),
};
