import { describe, expect, test } from '@jest/globals';
import { memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import type { RunPolicy } from '../../lib/model/run-policy.ts';
import { invokeSlot } from '../../lib/run/invoke-slot.ts';
import type { Task } from '../../lib/tasks/task.ts';
import { untilStopped } from '../../lib/tasks/until-stopped.ts';

const slot = new Date('2026-11-21T02:00:00Z');
const SLOT = '2026-11-21T02:00:00Z';

/** A job whose items take a minute each; `onItem` is called before each. */
function setUp({
  policy = {},
  onItem = () => {},
}: {
  policy?: Partial<RunPolicy>;
  onItem?: (item: number) => void;
}) {
  const ledger = memoryLedger();
  const started: unknown[] = [];
  let clock = slot.getTime();
  const task: Task<object, object, { readonly item: number }> = {
    name: 'minutes',
    describe: () => '',
    plan: async function* () {
      for (let item = 1; item <= 10; item += 1) yield { item };
    },
    apply: async (items, { shouldStop }) => {
      let done = 0;
      for await (const { item } of untilStopped(items, shouldStop)) {
        onItem(item);
        clock += 60_000;
        done += 1;
      }
      return { kind: 'succeeded', reason: `did ${done} items`, figures: { done } };
    },
  };
  const now = () => new Date(clock);
  const run = {
    job: {
      name: 'job',
      settings: {},
      policy: { overlap: 'buffer-one', retry: { attempts: 1 }, ...policy } as const,
    },
    task,
    request: { slot, mode: 'apply', trigger: 'schedule' } as const,
    invocation: { requestId: 'one', deadline: new Date(clock + 900_000) },
    ports: {
      ledger,
      state: memoryStateStore(),
      now,
      openSession: async () => ({
        region: '',
        variable: () => undefined,
        credentials: async () => ({ accessKeyId: '', secretAccessKey: '' }),
      }),
      taskPorts: () => ({}),
    },
  };
  const ports = {
    sendDeadLetter: async () => {},
    continueSlot: async ({ event }: { readonly event: unknown }) => {
      started.push(event);
    },
  };
  return { ledger, started, invoke: () => invokeSlot({ run, window: {}, ports, report: () => {} }) };
}

describe('a run', () => {
  test('that is cancelled stops between two items, and keeps what it did', async () => {
    const { ledger, invoke } = setUp({
      onItem: (item) => {
        if (item !== 3) return;
        const cancel = { job: 'job', slot: SLOT, attempt: 1, by: 'alice', at: SLOT, reason: 'wrong bucket' };
        ledger.cancels.set(`job ${SLOT}`, cancel);
      },
    });

    expect(await invoke()).toMatchObject({
      outcome: {
        kind: 'skipped',
        code: 'Cancelled',
        reason: `cancelled by alice at ${SLOT}: wrong bucket; until then: did 3 items`,
        figures: { done: 3 },
      },
    });
    expect([...ledger.slots.values()]).toMatchObject([{ state: 'skipped', code: 'Cancelled' }]);
  });

  test('is not stopped by the order to cancel an earlier attempt', async () => {
    const { ledger, invoke } = setUp({});
    const cancel = { job: 'job', slot: SLOT, attempt: 7, by: 'alice', at: SLOT, reason: 'x' };
    ledger.cancels.set(`job ${SLOT}`, cancel);

    expect(await invoke()).toMatchObject({ outcome: { kind: 'succeeded', figures: { done: 10 } } });
  });

  test('that takes longer than its timeout is stopped and has failed', async () => {
    const { invoke } = setUp({ policy: { timeoutSeconds: 300 } });

    expect(await invoke()).toMatchObject({
      outcome: { kind: 'failed', code: 'RunTimeout', figures: { done: 5 } },
    });
  });

  test('starts the slot that waited for it, and frees the job', async () => {
    const { ledger, started, invoke } = setUp({
      onItem: (item) => {
        const active = ledger.actives.get('job');
        if (item === 1 && active !== undefined)
          ledger.actives.set('job', { ...active, fence: active.fence + 1, waiting: '2026-11-21T03:00:00Z' });
      },
    });

    expect(await invoke()).toMatchObject({ next: '2026-11-21T03:00:00Z' });
    expect(started).toEqual([
      { nightshift: { mode: 'apply', slot: '2026-11-21T03:00:00Z', cause: 'waiting' } },
    ]);
    expect(ledger.actives.get('job')).toEqual({ job: 'job', fence: 3 });
  });
});
