import { expect, test } from '@jest/globals';
import { type BulkResult, runTargets } from '../../lib/cli/jobs-bulk.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { fakeApp } from './jobs-operator.ts';

const job = 'inventory';
const slot = '2026-03-05T05:30:00Z';
const running: SlotRecord = {
  job,
  slot,
  state: 'running',
  attempt: 1,
  fence: 3,
  requestId: 'two',
  claimedAt: '2026-03-05T05:45:00.000Z',
  leaseEndsAt: '2026-03-05T06:01:00.000Z',
};
const handedOn = {
  ...{ job, slot, attempt: 1, durationMs: 880_000, retry: false, permanent: false, details: [] },
  effect: 'continued',
  outcome: { kind: 'skipped', reason: 'goes on in another invocation, number 2', figures: {} },
};

/** Runs the slot, whose run goes on elsewhere; each look at the ledger comes so much later. */
async function runHandedOn(records: readonly SlotRecord[], minutesEach: number) {
  const app = fakeApp({ answer: { kind: 'answered', payload: handedOn }, slots: records.slice(0, 1) });
  const ended: BulkResult[] = [];
  let looks = 0;
  await runTargets({
    targets: [{ job, slot }],
    parallel: 1,
    operator: app.operator,
    onEnd: async (result) => void ended.push(result),
    clock: {
      now: () => new Date(Date.parse('2026-03-05T05:46:00Z') + looks * minutesEach * 60_000),
      pause: async () => {
        looks += 1;
        const next = records[Math.min(looks, records.length - 1)];
        if (next !== undefined) app.tables.slots.set(`${job} ${slot}`, next);
        expect(ended).toEqual([]);
      },
    },
  });
  return { ended, looks };
}

test('a run that goes on in other invocations has ended when the ledger says so', async () => {
  const failed: SlotRecord = { ...running, state: 'failed', code: 'SlowDown', reason: 'too slow', fence: 4 };
  const { ended, looks } = await runHandedOn([running, running, failed], 1);

  expect(looks).toBe(2);
  expect(ended).toEqual([{ job, slot, outcome: 'failed (SlowDown)', reason: 'too slow', failed: true }]);
});

test('a run that dies in another invocation has failed', async () => {
  const { ended } = await runHandedOn([running], 10);

  expect(ended).toMatchObject([{ outcome: 'failed (RunDied)', failed: true }]);
});
