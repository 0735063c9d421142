import { expect, test } from '@jest/globals';
import { memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import { planSlot } from '../../lib/run/plan-slot.ts';
import type { Task } from '../../lib/tasks/task.ts';
import { fakeSession } from '../fakes/session.ts';

const slot = new Date('2026-11-21T02:00:00Z');

/** Finds so many items, one a second. */
function planning(items: number) {
  let clockMs = slot.getTime();
  const task: Task<object, object, number> = {
    name: 'slow',
    plan: async function* () {
      for (let index = 0; index < items; index += 1) {
        clockMs += 1_000;
        yield index;
      }
    },
    apply: async () => ({ kind: 'succeeded', reason: 'done', figures: {} }),
    describe: String,
  };
  const state = memoryStateStore();
  const report = planSlot({
    job: { name: 'slow', settings: {}, policy: { overlap: 'skip', retry: { attempts: 3 } } },
    task,
    request: { slot, mode: 'plan', trigger: 'manual' },
    invocation: { requestId: 'one', deadline: new Date(slot.getTime() + 60_000) },
    ports: {
      ledger: memoryLedger(),
      state,
      now: () => new Date(clockMs),
      openSession: async () => ({ ...fakeSession, variable: () => undefined }),
      taskPorts: () => ({}),
    },
  });
  return { report, state };
}

test('a plan that is made in time is sealed', async () => {
  expect(await planning(49).report).toMatchObject({ kind: 'planned', items: 49 });
});

test('a plan that one invocation has no time for is refused with what to do, and is none', async () => {
  const { report, state } = planning(100);

  expect(await report).toMatchObject({
    kind: 'failed',
    outcome: {
      code: 'PlanTooLong',
      reason: expect.stringContaining('cannot plan job "slow" in one invocation: 50 items'),
    },
  });
  expect([...state.objects.keys()].filter((key) => key.endsWith('plan.json'))).toEqual([]);
});
