import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { LedgerItem } from '../../lib/aws/admin/deployment.ts';
import { LOCAL_ACCOUNT } from '../../lib/local/emulator.ts';
import { awaitFirings } from '../../lib/local/firings.ts';
import { DESTINATION_BUCKET } from '../../lib/local/seed.ts';
import { startEvent } from '../../lib/run/own-events.ts';
import { type Operations, operationsOn, scheduledEvent } from '../local/operations.ts';
import { APP_ROOT, type SharedStack, startSharedStack } from '../local/shared-stack.ts';
import { type Copies, countCopies } from './copies.ts';
import { canKill, endLease, killRuns } from './kill-runs.ts';
import { AT_ONCE, JOB, makeShortProject } from './short-project.ts';
import { seedMany, until } from './slices.ts';

jest.setTimeout(600_000);

const OBJECTS = 6_000;
const KILLS = 20;

let root: string;
let shared: SharedStack;
let operations: Operations;
let copiesOf: (prefix: string) => Promise<Copies>;

beforeAll(async () => {
  root = makeShortProject(APP_ROOT);
  shared = await startSharedStack(root);
  operations = operationsOn(shared.stack);
  const { deploymentAdmin: admin, deployment } = shared.stack;
  // The schedule fires once and rests then, so that no firing comes between.
  const signal = new AbortController().signal;
  await awaitFirings({ admin, deployment, account: LOCAL_ACCOUNT, signal, onFired: () => {} });
  copiesOf = await countCopies(shared.stack);
}, 300_000);

afterAll(async () => {
  await shared?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Where a day's logs lie, the slot that backs them up, and the manifest that it leaves. */
function dayOf(day: string) {
  const folder = `app/${day.replaceAll('-', '/')}/`;
  const slot = new Date(Date.parse(day) + 26 * 3_600_000).toISOString().replace('.000Z', 'Z');
  return { folder, slot, manifest: `app/.nightshift/manifests/${day}` };
}

const slotOf = (slot: string) => operations.slotOf(JOB, slot);
const deliver = (event: unknown) => shared.stack.deploymentAdmin.deliver(operations.functionOf(JOB), event);
const runsOf = async (slot: string) => {
  const { deploymentAdmin, deployment } = shared.stack;
  const runs = await deploymentAdmin.ledgerItems(deployment.ledger, JOB, 'run#');
  return runs.filter((run) => run['slot'] === slot);
};
const hasManifest = async (manifest: string) => {
  const objects = await shared.stack.admin.objects.list(DESTINATION_BUCKET);
  return objects.some(({ key }) => key.startsWith(manifest));
};
const ended = (slot: string) => async () => {
  const found = await slotOf(slot);
  return found === undefined || found['state'] === 'running' ? undefined : found;
};

function figureOf(item: LedgerItem, name: string): number {
  const figures = new Map<string, unknown>(Object.entries(item['figures'] ?? {}));
  return Number(figures.get(name));
}

/** Kills the slot's runs at random points, each time as soon as the next one was started; how often one was killed. */
async function killAgainAndAgain(slot: string, atMost: number): Promise<number> {
  let kills = 0;
  while (kills < atMost) {
    await sleep(300 + Math.random() * 3_500);
    if ((await ended(slot)()) !== undefined) break;
    const killed = killRuns(shared.stack, JOB);
    const wasRunning = await endLease(shared.stack, { job: JOB, slot });
    if (killed > 0 && wasRunning) kills += 1;
    await deliver(startEvent(slot, 'dead-run'));
  }
  return kills;
}

describe(`a backup of ${OBJECTS} objects by a function that may run for five seconds`, () => {
  test('goes on through invocation after invocation, copies nothing twice, and ends as one run', async () => {
    const { folder, slot, manifest } = dayOf('2026-01-05');
    await seedMany(shared.stack, OBJECTS, folder);
    await deliver(scheduledEvent(slot));
    const found = await until(240, ended(slot));

    process.stderr.write(`      ${OBJECTS} objects in ${Number(found['hop']) + 1} invocations\n`);
    expect(found).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      figures: { objectsCopied: OBJECTS, objectsFailed: 0, manifestsWritten: 1 },
    });
    expect(Number(found['hop'])).toBeGreaterThanOrEqual(2);
    expect(await copiesOf(folder)).toEqual({ keys: OBJECTS, writes: OBJECTS });
    expect(await runsOf(slot)).toMatchObject([{ attempt: 1, outcome: { kind: 'succeeded' } }]);
    expect(await hasManifest(manifest)).toBe(true);
  });

  (canKill ? test : test.skip)(
    'is gone on with after each kill, and what is there is not copied again',
    async () => {
      let [kills, objects, writes, hops] = [0, 0, 0, 0];
      for (let day = 1; kills < KILLS; day += 2) {
        const { folder, slot, manifest } = dayOf(`2026-02-${String(day).padStart(2, '0')}`);
        await seedMany(shared.stack, OBJECTS, folder);
        await deliver(scheduledEvent(slot));
        kills += await killAgainAndAgain(slot, Math.min(8, KILLS - kills));
        const found = await until(240, ended(slot));
        const copies = await copiesOf(folder);

        const done = figureOf(found, 'objectsCopied') + figureOf(found, 'objectsSame');
        // What a killed run had copied, the next one finds there.
        expect(found['state']).toMatch(/^(succeeded|nothing-to-do)$/);
        expect({ done, failed: figureOf(found, 'objectsFailed') }).toEqual({ done: OBJECTS, failed: 0 });
        expect(copies.keys).toBe(OBJECTS);
        expect(await runsOf(slot)).toHaveLength(1);
        expect(await hasManifest(manifest)).toBe(true);
        [objects, writes, hops] = [
          objects + OBJECTS,
          writes + copies.writes,
          hops + Number(found['hop'] ?? 0),
        ];
      }
      process.stderr.write(
        `      ${objects} objects, ${kills} kills, ${hops} continuations, ${writes - objects} copied again\n`,
      );
      expect(writes - objects).toBeLessThanOrEqual(kills * AT_ONCE);
    },
  );
});
