import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DESTINATION_BUCKET } from '../../lib/local/seed.ts';
import { runJobs } from '../../lib/local/start.ts';
import { type Operations, operationsOn, scheduledEvent } from '../local/operations.ts';
import { type SharedStack, startSharedStack } from '../local/shared-stack.ts';
import { FOLDER, refuseWrites, seedMany, sliceResults, until } from './slices.ts';
import { stopMachine } from './stop-machine.ts';

jest.setTimeout(300_000);

let shared: SharedStack;
let operations: Operations;

beforeAll(async () => {
  shared = await startSharedStack();
  operations = operationsOn(shared.stack);
  // The schedules fire once and rest then, so that no firing comes between.
  const signal = new AbortController().signal;
  await runJobs(shared.stack, { now: () => new Date(), signal, progress: () => {} });
}, 300_000);

afterAll(() => shared?.stop());

describe('a backup of 20,000 objects', () => {
  test('is copied by many functions side by side, a slice that fails at first among them, and ends as one run', async () => {
    const { stack } = shared;
    const slot = '2026-01-06T02:00:00Z';
    await seedMany(stack, 20_000);
    const allowWrites = await refuseWrites(stack, `${FOLDER}0700*`);
    const first = await operations.invoke(operations.functionOf('nightly-log-backup'), scheduledEvent(slot));
    expect(first.payload).toMatchObject({ effect: 'continued', outcome: { figures: { slices: 20 } } });
    await until(60, async () => (await sliceResults(stack)).find(({ isDone }) => !isDone));
    await allowWrites();
    const ended = await until(150, async () => {
      const found = await operations.slotOf('nightly-log-backup', slot);
      return found?.['state'] === 'running' ? undefined : found;
    });
    const copies = await stack.admin.objects.list(DESTINATION_BUCKET);
    expect(ended).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      hop: 1,
      figures: { objectsCopied: 20_000, objectsFailed: 0, slices: 20, slicesFailed: 0 },
    });
    expect((await sliceResults(stack)).filter(({ isDone }) => isDone)).toHaveLength(20);
    expect(copies.filter(({ key }) => key.startsWith(FOLDER))).toHaveLength(20_000);
  });
});

describe('a backup whose state machine is stopped in the middle', () => {
  test('is gone on with at once by the run itself, as one attempt, and all is copied', async () => {
    const { stack } = shared;
    const [slot, folder] = ['2026-01-07T02:00:00Z', 'app/stopped/'];
    const runner = operations.functionOf('nightly-log-backup');
    const { variables } = await operations.configurationOf(runner);
    await seedMany(stack, 12_000, folder);
    const before = (await sliceResults(stack)).length;
    const first = await operations.invoke(runner, scheduledEvent(slot));
    await until(60, async () => (await sliceResults(stack)).length > before || undefined);
    const stopped = await stopMachine(stack, variables['NIGHTSHIFT_STATE_MACHINE'] ?? '');
    const stoppedMs = Date.now();
    const ended = await until(150, async () => {
      const found = await operations.slotOf('nightly-log-backup', slot);
      return found?.['state'] === 'running' ? undefined : found;
    });
    const copies = await stack.admin.objects.list(DESTINATION_BUCKET);

    expect(first.payload).toMatchObject({ effect: 'continued', outcome: { figures: { slices: 12 } } });
    expect(stopped).toBe(1);
    expect(ended).toMatchObject({ state: 'succeeded', attempt: 1, hop: 1, figures: { objectsFailed: 0 } });
    expect(Date.parse(String(ended['claimedAt'])) - stoppedMs).toBeLessThan(30_000);
    expect(copies.filter(({ key }) => key.startsWith(folder))).toHaveLength(12_000);
  });
});
