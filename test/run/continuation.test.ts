import { describe, expect, test } from '@jest/globals';
import { memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { type Continuation, MAX_HOPS } from '../../lib/run/continuation.ts';
import { storePlan } from '../../lib/run/plan-store.ts';
import { runSlot } from '../../lib/run/run-slot.ts';
import { readSlotRequest } from '../../lib/run/slot-request.ts';
import type { SlicesToDo, Task } from '../../lib/tasks/task.ts';
import { fakeSession } from '../fakes/session.ts';

const slot = new Date('2026-11-21T02:00:00Z');
const fired = { 'detail-type': 'Scheduled Event', time: slot.toISOString(), id: 'event-1' };

interface World {
  readonly ledger: ReturnType<typeof memoryLedger>;
  readonly steps: string[];
  /** The events of `handed`. */
  readonly asked: unknown[];
  readonly handed: Continuation[];
  slices?: SlicesToDo;
  clockMs: number;
  fails: boolean;
}

/** Counts to three, one step an invocation. */
const counting: Task<object, World, never> = {
  name: 'counting',
  plan: async function* () {},
  apply: async (_items, { checkpoint, saveCheckpoint, ports }) => {
    const stepsDone = Number(checkpoint ?? 0) + 1;
    ports.steps.push(`${checkpoint ?? 'none'}`);
    const figures = { stepsDone };
    if (ports.fails) return { kind: 'failed', reason: 'cannot count', figures };
    if (stepsDone === 3) return { kind: 'succeeded', reason: 'counted', figures };
    await saveCheckpoint?.(String(stepsDone));
    const slices = ports.slices === undefined ? {} : { slices: ports.slices };
    return { kind: 'unfinished', reason: `counted to ${stepsDone}`, figures, ...slices };
  },
  describe: String,
};

function setUp() {
  const ledger = memoryLedger();
  const state = memoryStateStore();
  const world: World = { ledger, steps: [], asked: [], handed: [], clockMs: slot.getTime(), fails: false };
  const invoke = (event: unknown, requestId: string) => {
    const read = readSlotRequest(event, new Date(world.clockMs));
    if (read.kind === 'refused') throw new Error(read.reason);
    return runSlot({
      job: { name: 'count', settings: {}, policy: { overlap: 'skip', retry: { attempts: 3 } } },
      task: counting,
      request: read.request,
      invocation: { requestId, deadline: new Date(world.clockMs + 60_000) },
      ports: {
        ledger,
        state,
        now: () => new Date(world.clockMs),
        openSession: async () => ({ ...fakeSession, variable: () => undefined }),
        taskPorts: () => world,
        continueSlot: async (next) => {
          world.asked.push(JSON.parse(JSON.stringify(next.event)));
          world.handed.push(next);
        },
      },
    });
  };
  return { world, invoke, state, slots: () => [...ledger.slots.values()] };
}

describe('a slot that does not end in one invocation', () => {
  test('is handed on until it is done, as one attempt with one outcome', async () => {
    const { world, invoke, slots } = setUp();
    const first = await invoke(fired, 'one');
    world.clockMs += 1_000;
    const second = await invoke(world.asked[0], 'two');
    world.clockMs += 1_000;
    const third = await invoke(world.asked[1], 'three');

    expect([first, second, third].map(({ effect }) => effect)).toEqual(['continued', 'continued', 'done']);
    expect(world.steps).toEqual(['none', '1', '2']);
    expect(slots()).toMatchObject([
      { state: 'succeeded', attempt: 1, hop: 2, figures: { stepsDone: 3 }, fence: 6 },
    ]);
    expect(world.ledger.runs).toMatchObject([
      { attempt: 1, startedAt: slot.toISOString(), outcome: { kind: 'succeeded' } },
    ]);
  });

  test('is held for the invocation that was asked for, and taken up by it once', async () => {
    const { world, invoke } = setUp();
    await invoke(fired, 'one');

    expect((await invoke(fired, 'a second delivery')).effect).toBe('duplicate');
    expect((await invoke(world.asked[0], 'two')).effect).toBe('continued');
    expect((await invoke(world.asked[0], 'a second delivery')).effect).toBe('duplicate');
    expect(world.steps).toEqual(['none', '1']);
  });

  test('goes on from its checkpoint where the invocation never came', async () => {
    const { world, invoke } = setUp();
    await invoke(fired, 'one');
    world.clockMs += 16 * 60_000;

    expect(await invoke(fired, 'a retry')).toMatchObject({ attempt: 2, effect: 'continued' });
    expect(world.steps).toEqual(['none', '1']);
  });

  test('does not go on from what a run of a stored plan has kept', async () => {
    const { world, invoke, state } = setUp();
    async function* none() {}
    const { key } = await storePlan(state, {
      job: 'count',
      slot: '2026-11-21T02:00:00Z',
      id: '1',
      items: none(),
      describe: String,
    });
    await invoke({ nightshift: { mode: 'apply', slot: slot.toISOString(), plan: key } }, 'one');
    world.clockMs += 16 * 60_000;
    await invoke(fired, 'two');

    expect(world.steps).toEqual(['none', 'none']);
  });

  test('starts anew after an attempt that failed, so that what failed is tried again', async () => {
    const { world, invoke } = setUp();
    await invoke(fired, 'one');
    world.fails = true;
    await invoke(world.asked[0], 'two');
    world.fails = false;

    expect(await invoke(world.asked[0], 'two')).toMatchObject({ attempt: 2, effect: 'continued' });
    expect(world.steps).toEqual(['none', '1', 'none']);
  });

  test('with slices waits for them, by a name that is used once, and is held as long as they may take', async () => {
    const { world, invoke, slots } = setUp();
    world.slices = { manifestKey: 'slices/x/manifest.jsonl', withinSeconds: 3_600 };
    await invoke(fired, 'one');

    expect(world.handed).toMatchObject([
      {
        event: { nightshiftContinuation: { hop: 1 } },
        slices: {
          manifestKey: 'count/slices/x/manifest.jsonl',
          name: expect.stringMatching(/^2026-11-21T02-00-00Z-\d+$/),
        },
      },
    ]);
    const [waiting] = slots();
    expect(Date.parse(waiting?.leaseEndsAt ?? '')).toBeGreaterThan(slot.getTime() + 3_600_000);
  });

  test('with slices goes on at once where their state machine died, once', async () => {
    const { world, invoke } = setUp();
    world.slices = { manifestKey: 'slices/x/manifest.jsonl', withinSeconds: 3_600 };
    await invoke(fired, 'one');
    const input = JSON.stringify({ continuation: world.asked[0] });
    const detail = { status: 'ABORTED', input };
    const died = { 'detail-type': 'Step Functions Execution Status Change', detail };
    world.clockMs += 60_000;

    expect(await invoke(died, 'two')).toMatchObject({ attempt: 1, effect: 'continued' });
    expect((await invoke(died, 'a second delivery')).effect).toBe('duplicate');
    expect((await invoke(world.asked[0], 'the machine after all')).effect).toBe('duplicate');
    expect(world.steps).toEqual(['none', '1']);
  });

  test('is not handed on for ever', async () => {
    const { world, invoke, slots } = setUp();
    await invoke(fired, 'one');
    const [waiting] = slots();
    if (waiting === undefined) throw new Error('the slot has no item');
    world.ledger.slots.set('count 2026-11-21T02:00:00Z', { ...waiting, hop: MAX_HOPS });
    const last = { nightshiftContinuation: { slot: slot.toISOString(), trigger: 'schedule', hop: MAX_HOPS } };

    expect(await invoke(last, 'last')).toMatchObject({
      effect: 'done',
      outcome: { kind: 'failed', code: 'TooManyContinuations' },
    });
    expect(world.asked).toHaveLength(1);
  });

  test('stays running, for Lambda’s retry to take up, where the next invocation cannot be asked for', async () => {
    const { world, invoke, slots } = setUp();
    const refused = {
      code: 'TooManyRequestsException',
      message: 'no',
      service: 'lambda',
      operation: 'Invoke',
    };
    const push = world.asked.push;
    world.asked.push = () => {
      throw new ServiceError(refused);
    };
    await expect(invoke(fired, 'one')).rejects.toThrow(ServiceError);
    world.asked.push = push;
    world.clockMs += 60_000;

    expect(slots()).toMatchObject([{ state: 'running', hop: 1 }]);
    expect(await invoke(fired, 'one')).toMatchObject({ attempt: 2, effect: 'continued' });
    expect(world.steps).toEqual(['none', '1']);
  });
});

test.each([
  [{ slot: 'yesterday', trigger: 'schedule', hop: 1 }, '"nightshiftContinuation.slot" is not an ISO time'],
  [{ slot: slot.toISOString(), trigger: 'x', hop: 1 }, 'must be "schedule" or "manual"'],
  [{ slot: slot.toISOString(), trigger: 'manual', hop: 0 }, '"nightshiftContinuation.hop" is not a count'],
])('a continuation %j is refused', (nightshiftContinuation, reason) => {
  expect(readSlotRequest({ nightshiftContinuation }, slot)).toEqual({
    kind: 'refused',
    reason: expect.stringContaining(reason),
  });
});
