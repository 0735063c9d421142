import { describe, expect, test } from '@jest/globals';
import { memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import { DocumentError, ServiceError } from '../../lib/model/errors.ts';
import { storePlan } from '../../lib/run/plan-store.ts';
import { type RunInput, runSlot } from '../../lib/run/run-slot.ts';
import type { Task, TaskContext } from '../../lib/tasks/task.ts';

interface Ports {
  readonly done: string[];
  readonly fail?: () => void;
}

type Input = RunInput<{ readonly items: readonly string[] }, Ports, { readonly id: string }>;

/** A task that writes down what it did. */
const notes: Task<{ readonly items: readonly string[] }, Ports, { readonly id: string }> = {
  name: 'notes',
  plan: async function* ({ settings }: TaskContext<{ readonly items: readonly string[] }, Ports>) {
    for (const id of settings.items) yield { id };
  },
  apply: async (items, { ports }) => {
    ports.fail?.();
    for await (const { id } of items) ports.done.push(id);
    const notesWritten = ports.done.length;
    const kind = notesWritten === 0 ? 'nothing-to-do' : 'succeeded';
    return { kind, reason: `wrote ${notesWritten} notes`, figures: { notesWritten } };
  },
  describe: ({ id }) => id,
};

const slot = new Date('2026-11-21T02:00:00Z');

function setUp(fields: { readonly items?: readonly string[]; readonly fail?: () => void } = {}) {
  const ledger = memoryLedger();
  const state = memoryStateStore();
  const done: string[] = [];
  let clock = slot.getTime();
  const input = (overrides: Partial<Input> = {}): Input => ({
    job: {
      name: 'notes',
      settings: { items: fields.items ?? ['a', 'b'] },
      policy: { overlap: 'skip', retry: { attempts: 2 } },
    },
    task: notes,
    request: { slot, mode: 'apply', trigger: 'schedule' },
    invocation: { requestId: 'one', deadline: new Date(slot.getTime() + 60_000) },
    ports: {
      ledger,
      state,
      openSession: async () => ({
        region: 'eu-central-1',
        variable: () => undefined,
        credentials: async () => ({
          accessKeyId: 'AKIACANARY',
          secretAccessKey: 'CANARY',
          sessionToken: 'CANARY',
        }),
      }),
      taskPorts: () => ({ done, ...(fields.fail === undefined ? {} : { fail: fields.fail }) }),
      now: () => {
        clock += 10;
        return new Date(clock);
      },
    },
    ...overrides,
  });
  return { ledger, state, done, input };
}

const denied = () => {
  throw new ServiceError({
    code: 'AccessDenied',
    message: 'cannot list "s3://a/"',
    service: 'S3',
    operation: 'List',
  });
};
const throttled = () => {
  throw new ServiceError({ code: 'SlowDown', message: 'cannot copy', service: 'S3', operation: 'Copy' });
};

describe('a run', () => {
  test('does its task once and writes outcome, figures and reason to the ledger', async () => {
    const { ledger, done, input } = setUp();
    const report = await runSlot(input());
    expect(report).toMatchObject({
      effect: 'done',
      attempt: 1,
      outcome: { kind: 'succeeded', figures: { notesWritten: 2 } },
    });
    expect(done).toEqual(['a', 'b']);
    expect([...ledger.slots.values()]).toMatchObject([
      { state: 'succeeded', fence: 2, reason: 'wrote 2 notes' },
    ]);
    expect(ledger.runs).toMatchObject([
      { attempt: 1, outcome: { kind: 'succeeded' }, planDigest: report.planDigest },
    ]);
  });

  test('does nothing at a second delivery, and says so', async () => {
    const { ledger, done, input } = setUp();
    await runSlot(input());
    const again = await runSlot(input({ invocation: { requestId: 'two', deadline: slot } }));
    expect(again).toMatchObject({ effect: 'duplicate', outcome: { kind: 'skipped' }, retry: false });
    expect(again.outcome.reason).toMatch(/^the slot is done: succeeded/);
    expect(done).toHaveLength(2);
    expect(ledger.runs).toHaveLength(1);
  });

  test('fails for good at a code that no retry can mend, with advice', async () => {
    const { ledger, input } = setUp({ fail: denied });
    const report = await runSlot(input());
    expect(report).toMatchObject({
      permanent: true,
      retry: false,
      outcome: { kind: 'failed', code: 'AccessDenied' },
    });
    expect(report.outcome.advice).toContain('trust check');
    expect([...ledger.slots.values()]).toMatchObject([{ state: 'failed', permanent: true }]);
  });

  test('asks for a retry while attempts are left, and succeeds then', async () => {
    let calls = 0;
    const { ledger, input } = setUp({
      fail: () => {
        calls += 1;
        if (calls === 1) throttled();
      },
    });
    expect(await runSlot(input())).toMatchObject({ retry: true, outcome: { code: 'SlowDown' } });
    expect(await runSlot(input())).toMatchObject({ attempt: 2, outcome: { kind: 'succeeded' } });
    expect(ledger.runs.map(({ outcome }) => outcome.kind)).toEqual(['failed', 'succeeded']);
  });

  test('asks for no retry after the last attempt', async () => {
    const { input } = setUp({ fail: throttled });
    await runSlot(input());
    expect(await runSlot(input())).toMatchObject({ attempt: 2, retry: false, permanent: false });
  });

  test('by hand takes up a slot that failed for good, and expects no retry of itself', async () => {
    const { input } = setUp({ fail: throttled });
    await runSlot(input());
    await runSlot(input());
    const request = { slot, mode: 'apply', trigger: 'manual' } as const;
    expect(await runSlot(input({ request }))).toMatchObject({ effect: 'done', attempt: 3, retry: false });
  });

  test('is recorded as skipped where there is a reason, and opens nothing', async () => {
    const { ledger, input } = setUp();
    const { ports, ...rest } = input();
    const openSession = () => Promise.reject(new Error('opened'));
    const report = await runSlot({
      ...rest,
      ports: { ...ports, openSession },
      findSkip: () => ({ code: 'Paused', reason: 'too early' }),
    });
    expect(report).toMatchObject({ effect: 'done', outcome: { kind: 'skipped', reason: 'too early' } });
    expect([...ledger.slots.values()]).toMatchObject([{ state: 'skipped', reason: 'too early' }]);
    expect(ledger.runs).toMatchObject([{ outcome: { kind: 'skipped' } }]);
  });

  test('names the place in the environment that kept it from starting', async () => {
    const { input } = setUp();
    const broken = input();
    const openSession = async () => {
      throw new DocumentError([
        { severity: 'error', file: 'ops/backup', line: 3, column: 5, message: 'unknown property "x"' },
      ]);
    };
    const report = await runSlot({ ...broken, ports: { ...broken.ports, openSession } });
    expect(report.outcome).toMatchObject({
      code: 'EnvironmentError',
      reason: 'ops/backup:3:5: unknown property "x"',
    });
    expect(report.permanent).toBe(true);
  });

  test('tells when another run took the slot over, and does not write over it', async () => {
    const { ledger, input } = setUp();
    const steal = () => {
      for (const [key, record] of ledger.slots)
        ledger.slots.set(key, { ...record, fence: record.fence + 1, requestId: 'thief' });
    };
    const stolen = input();
    const report = await runSlot({
      ...stolen,
      ports: { ...stolen.ports, taskPorts: () => ({ done: [], fail: steal }) },
    });
    expect(report.effect).toBe('overtaken');
    expect([...ledger.slots.values()]).toMatchObject([{ state: 'running', requestId: 'thief' }]);
    expect(ledger.runs).toHaveLength(0);
  });

  test('keeps credentials out of report, ledger and state', async () => {
    const { ledger, state, input } = setUp();
    const report = await runSlot(input());
    const written = JSON.stringify([
      report,
      [...ledger.slots.values()],
      ledger.runs,
      [...state.objects.values()],
    ]);
    expect(written).not.toContain('CANARY');
  });
});

describe('a sealed plan', () => {
  const sealed = { job: 'notes', slot: 's', id: '1', describe: notes.describe };
  async function* items(...ids: string[]) {
    for (const id of ids) yield { id };
  }

  test('is done exactly, whatever the task would plan now', async () => {
    const { state, done, input } = setUp({ items: ['changed', 'meanwhile'] });
    const plan = await storePlan(state, { ...sealed, items: items('x', 'y', 'z') });
    const report = await runSlot(
      input({ request: { slot, mode: 'apply', trigger: 'manual', planKey: plan.key } }),
    );
    expect(done).toEqual(['x', 'y', 'z']);
    expect(report.planDigest).toBe(plan.manifest.digest);
  });

  test('is refused whole when a part of it was altered, is gone, or belongs to another job', async () => {
    const { state, done, input } = setUp();
    const plan = await storePlan(state, { ...sealed, items: items('x', 'y') });
    const run = (planKey: string) =>
      runSlot(input({ request: { slot, mode: 'apply', trigger: 'manual', planKey } }));
    const [part = ''] = plan.manifest.parts;
    state.objects.set(part, '{"id":"x"}\n{"id":"evil"}\n');
    expect(await run(plan.key)).toMatchObject({ outcome: { code: 'PlanMismatch' } });
    expect(done).toEqual([]);
  });

  test('is refused whole when it is sealed anew after its digest was told', async () => {
    const { state, done, input } = setUp();
    const told = await storePlan(state, { ...sealed, items: items('x') });
    await storePlan(state, { ...sealed, items: items('evil') });
    const planDigest = told.manifest.digest;
    const request = { slot, mode: 'apply', trigger: 'manual', planKey: told.key, planDigest } as const;
    expect(await runSlot(input({ request }))).toMatchObject({
      outcome: { code: 'PlanMismatch', reason: expect.stringContaining(planDigest) },
    });
    expect(done).toEqual([]);
  });

  test('of another job is refused', async () => {
    const { input } = setUp();
    const request = { slot, mode: 'apply', trigger: 'manual', planKey: 'other/plans/1/plan.json' } as const;
    expect(await runSlot(input({ request }))).toMatchObject({
      outcome: { code: 'PlanMismatch' },
      permanent: true,
    });
  });
});
