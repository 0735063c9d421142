import { expect, test } from '@jest/globals';
import { openHistory } from '../../lib/console/history.ts';
import type { SlotsQuery } from '../../lib/console/port.ts';
import { endedSlot, fakeConsoleApp } from '../fakes/console.ts';

const start = Date.parse('2026-11-25T12:00:00Z');
const never = () => new Promise<void>(() => {});

/** A history over a fake ledger, on a clock of its own, with every question that it asks. */
function open() {
  let nowMs = start;
  const now = () => new Date(nowMs);
  const app = fakeConsoleApp({ now, jobs: [{ name: 'backup' }] });
  const asked: SlotsQuery[] = [];
  const port = {
    readSlots: (query: SlotsQuery) => {
      asked.push(query);
      return app.port.readSlots(query);
    },
  };
  const history = openHistory(port, { now, sleep: never });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...app, history, asked, pass, slots: () => history.of('backup').slots.map(({ slot }) => slot) };
}

test('reads a month at first, then only what is young', async () => {
  const { history, put, slots, asked, pass } = open();
  put(endedSlot({ job: 'backup', slot: '2026-11-01T02:00:00Z' }));
  await history.refresh(['backup'], 1_000);
  put(endedSlot({ job: 'backup', slot: '2026-11-25T11:59:00Z' }));
  pass(2_000);
  await history.refresh(['backup'], 1_000);

  expect(slots()).toEqual(['2026-11-25T11:59:00Z', '2026-11-01T02:00:00Z']);
  expect(asked.map(({ from }) => from)).toEqual(['2026-10-25T12:00:00Z', '2026-11-25T10:00:02Z']);
});

test('follows a slot that runs, however long ago it was due', async () => {
  const { history, put, pass } = open();
  const slot = '2026-11-25T07:00:00Z';
  const { endedAt: _endedAt, ...running } = endedSlot({ job: 'backup', slot });
  put({ ...running, state: 'running', fence: 1 });
  await history.refresh(['backup'], 1_000);
  put(endedSlot({ job: 'backup', slot, fence: 2 }));
  pass(2_000);
  await history.refresh(['backup'], 1_000);

  expect(history.of('backup').slots.map(({ state }) => state)).toEqual(['succeeded']);
});

test('finds what was done to old slots within five minutes, or at once when told', async () => {
  const { history, put, slots, pass } = open();
  await history.refresh(['backup'], 1_000);
  put(endedSlot({ job: 'backup', slot: '2026-11-02T02:00:00Z' }));
  pass(60_000);
  await history.refresh(['backup'], 1_000);
  const before = slots();
  history.forget('backup');
  await history.refresh(['backup'], 1_000);
  put(endedSlot({ job: 'backup', slot: '2026-11-03T02:00:00Z' }));
  pass(300_000);
  await history.refresh(['backup'], 1_000);

  expect(before).toEqual([]);
  expect(slots()).toEqual(['2026-11-03T02:00:00Z', '2026-11-02T02:00:00Z']);
});

test('does not ask twice at once, nor twice within a moment', async () => {
  const { history, asked } = open();
  await Promise.all([history.refresh(['backup'], 1_000), history.refresh(['backup'], 1_000)]);
  await history.refresh(['backup'], 1_000);

  expect(asked).toHaveLength(1);
});

test('shows what it has when the ledger takes its time', async () => {
  const slow = { readSlots: () => new Promise<never>(() => {}) };
  const history = openHistory(slow, { now: () => new Date(start), sleep: async () => {} });
  await history.refresh(['backup'], 100);

  expect(history.of('backup')).toEqual({ slots: [], isComplete: false });
});

test('knows when what it has is old', async () => {
  const { history, pass } = open();
  const before = history.isOld(['backup']);
  await history.refresh(['backup'], 1_000);
  const after = history.isOld(['backup']);
  pass(11_000);

  expect([before, after, history.isOld(['backup'])]).toEqual([true, false, true]);
});

test('tells whoever waits that the ledger refuses, and asks again later', async () => {
  let nowMs = start;
  let refuses = true;
  const port = {
    readSlots: async () => {
      if (refuses) throw new Error('refused');
      return [endedSlot({ job: 'backup', slot: '2026-11-25T02:00:00Z' })];
    },
  };
  const history = openHistory(port, { now: () => new Date(nowMs), sleep: never });
  const first = history.refresh(['backup'], 1_000);
  await expect(first).rejects.toThrow('refused');
  refuses = false;
  nowMs += 2_000;
  await history.refresh(['backup'], 1_000);

  expect(history.of('backup').slots).toHaveLength(1);
});
