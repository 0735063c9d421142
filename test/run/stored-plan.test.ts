import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import { storePlan } from '../../lib/run/plan-store.ts';
import { runSlot } from '../../lib/run/run-slot.ts';
import { readSlotRequest } from '../../lib/run/slot-request.ts';
import type { BackupLogsSettings } from '../../lib/tasks/backup-logs/settings.ts';
import { backupLogsTask } from '../../lib/tasks/backup-logs/task.ts';
import { fakeS3 } from '../fakes/s3.ts';
import { fakeSession } from '../fakes/session.ts';
import { contextOf, FROM, TO } from '../tasks/backup-logs/context.ts';

const SLOT = '2026-11-21T02:00:00Z';
const MINUTE_MS = 60_000;

/** A job whose invocations are over after so many calls of S3. */
function setUp(objects: number, more: Partial<BackupLogsSettings> = {}) {
  const s3 = fakeS3();
  for (let index = 0; index < objects; index += 1)
    s3.put(`${FROM}key-${String(index).padStart(3, '0')}`, `body ${index}`);
  const [ledger, state] = [memoryLedger(), memoryStateStore()];
  const settings = { source: FROM, destination: TO, concurrency: 3, ...more };
  const asked: unknown[] = [];
  let beganMs = Date.parse(SLOT);
  const invoke = (event: unknown, { calls, own = settings }: { calls: number; own?: BackupLogsSettings }) => {
    beganMs += MINUTE_MS;
    const end = s3.calls.length + calls;
    const now = () => new Date(s3.calls.length >= end ? beganMs + MINUTE_MS - 1_000 : beganMs);
    const read = readSlotRequest(event, now());
    if (read.kind === 'refused') throw new Error(read.reason);
    return runSlot({
      job: { name: 'nightly', settings: own, policy: { overlap: 'skip', retry: { attempts: 3 } } },
      task: backupLogsTask,
      request: read.request,
      invocation: { requestId: `at ${beganMs}`, deadline: new Date(beganMs + MINUTE_MS) },
      ports: {
        ledger,
        state,
        now,
        openSession: async () => ({ ...fakeSession, variable: () => undefined }),
        taskPorts: () => ({ ...s3.ports, state }),
        continueSlot: async ({ event: next }) => {
          asked.push(JSON.parse(JSON.stringify(next)));
        },
      },
    });
  };
  const plan = (id: string, own = settings) =>
    storePlan(state, {
      job: 'nightly',
      slot: SLOT,
      id,
      items: backupLogsTask.plan(contextOf(s3, own)),
      describe: backupLogsTask.describe,
    });
  const runToEnd = async (event: unknown, callsEach: readonly number[]) => {
    let report = await invoke(event, { calls: callsEach[0] ?? 1 });
    for (let hop = 1; report.effect === 'continued'; hop += 1)
      report = await invoke(asked.at(-1), { calls: callsEach[hop % callsEach.length] ?? 1 });
    return report;
  };
  return {
    s3,
    ledger,
    state,
    asked,
    invoke,
    plan,
    runToEnd,
    waitMinutes: (minutes: number) => {
      beganMs += minutes * MINUTE_MS;
    },
    slots: () => [...ledger.slots.values()],
  };
}

const eventOf = (plan: string, digest?: string) => ({
  nightshift: { mode: 'apply', slot: SLOT, plan, ...(digest === undefined ? {} : { digest }) },
});

describe('a stored plan that one invocation has no time for', () => {
  test('is done in as many as it takes, each item once, and nothing beside it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 4, max: 30 }), { minLength: 1, maxLength: 4 }),
        async (callsEach) => {
          const world = setUp(60);
          const { key, manifest } = await world.plan('1');
          world.s3.put(`${FROM}came-later`, 'not in the plan');
          const report = await world.runToEnd(eventOf(key, manifest.digest), callsEach);

          expect(report).toMatchObject({
            effect: 'done',
            attempt: 1,
            outcome: { kind: 'succeeded', figures: { objectsListed: 60, objectsCopied: 60 } },
          });
          expect(world.asked.length).toBeGreaterThan(0);
          expect(world.s3.count('copyObject')).toBe(60);
          expect(world.slots()).toMatchObject([{ state: 'succeeded', planDigest: manifest.digest }]);
          expect(world.ledger.runs).toMatchObject([{ attempt: 1, planDigest: manifest.digest }]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('keeps of itself no more than what was begun', async () => {
    const world = setUp(60);
    const { key } = await world.plan('1');
    await world.invoke(eventOf(key), { calls: 20 });
    const [kept = '{}'] = [...world.state.objects].flatMap(([name, text]) =>
      name.includes('/checkpoints/') ? [text] : [],
    );
    const { itemsTaken, text } = JSON.parse(kept);

    expect(itemsTaken).toBeGreaterThan(10);
    expect(JSON.parse(text).unfinished.length).toBeLessThanOrEqual(3);
  });

  test('deletes last of all, once', async () => {
    const world = setUp(30, { delete: true });
    for (let index = 0; index < 20; index += 1) world.s3.put(`${TO}old-${index}`, 'old');
    const { key } = await world.plan('1');
    const report = await world.runToEnd(eventOf(key), [12]);

    expect(report).toMatchObject({ outcome: { figures: { objectsCopied: 30, objectsDeleted: 20 } } });
    expect(world.asked.length).toBeGreaterThan(2);
  });

  test('hands no slices out, which would do more than its items', async () => {
    const world = setUp(30, { scale: 'distributed', distributeAbove: 5 });
    const { key } = await world.plan('1');

    expect(await world.runToEnd(eventOf(key), [12])).toMatchObject({
      outcome: { kind: 'succeeded', figures: { objectsCopied: 30 } },
    });
  });

  test('goes on from where it was where its run was lost, when a person runs it again', async () => {
    const world = setUp(60);
    const { key, manifest } = await world.plan('1');
    await world.invoke(eventOf(key), { calls: 20 });
    const before = world.s3.count('copyObject');
    world.waitMinutes(20);
    const again = await world.invoke(eventOf(key), { calls: 500 });

    expect(before).toBeGreaterThan(10);
    expect(again).toMatchObject({ effect: 'done', attempt: 2, outcome: { kind: 'succeeded' } });
    expect(again.planDigest).toBe(manifest.digest);
    expect(world.s3.count('copyObject')).toBe(60);
  });

  test('is no part of another plan, or of a run without one, of the same slot', async () => {
    for (const next of ['another plan', 'no plan']) {
      const world = setUp(60);
      const first = await world.plan('1');
      await world.invoke(eventOf(first.key), { calls: 20 });
      world.waitMinutes(20);
      world.s3.put(`${FROM}key-000`, 'changed and longer');
      const second = await world.plan('2');
      const event = next === 'no plan' ? { nightshift: { mode: 'apply', slot: SLOT } } : eventOf(second.key);

      expect(await world.invoke(event, { calls: 500 })).toMatchObject({ outcome: { kind: 'succeeded' } });
      expect(world.s3.count('copyObject')).toBe(61);
    }
  });

  test('is given up where the plan was replaced, or the settings changed, before its end', async () => {
    const replaced = setUp(60);
    const { key } = await replaced.plan('1');
    await replaced.invoke(eventOf(key), { calls: 20 });
    await replaced.plan('1', { source: FROM, destination: TO, concurrency: 3, exclude: ['*7'] });
    const changed = setUp(60);
    const other = await changed.plan('1');
    await changed.invoke(eventOf(other.key), { calls: 20 });
    const own = { source: FROM, destination: TO, exclude: ['*7'] };

    expect(await replaced.invoke(replaced.asked[0], { calls: 500 })).toMatchObject({
      outcome: { kind: 'failed', code: 'PlanMismatch', reason: expect.stringContaining('was replaced') },
    });
    expect(await changed.invoke(changed.asked[0], { calls: 500, own })).toMatchObject({
      outcome: { kind: 'failed', code: 'SettingsChanged' },
    });
  });
});
