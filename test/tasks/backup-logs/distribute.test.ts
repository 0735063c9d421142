import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copySlice } from '../../../lib/tasks/backup-logs/copy-slice.ts';
import { applyAtScale } from '../../../lib/tasks/backup-logs/distribute.ts';
import type { BackupItem } from '../../../lib/tasks/backup-logs/items.ts';
import { planBackup } from '../../../lib/tasks/backup-logs/plan.ts';
import type { BackupLogsSettings } from '../../../lib/tasks/backup-logs/settings.ts';
import { COPIES_PER_SLICE, cutSlices } from '../../../lib/tasks/backup-logs/slices.ts';
import { collect, stream } from '../../fakes/context.ts';
import { type FakeS3, fakeS3, s3Error } from '../../fakes/s3.ts';
import { contextOf, FROM } from './context.ts';

const DAYS = ['2026/11/20/', '2026/11/21/'];

function seeded(each: number): FakeS3 {
  const s3 = fakeS3();
  for (const day of DAYS)
    for (let index = 0; index < each; index += 1)
      s3.put(`${FROM}${day}log-${String(index).padStart(5, '0')}`, `${index}`);
  return s3;
}

function worldOf(s3: FakeS3, settings: Partial<BackupLogsSettings> = {}) {
  const objects = new Map<string, string>();
  const state = {
    get: async (key: string) => objects.get(key),
    put: async (key: string, body: string) => {
      objects.set(key, body);
    },
  };
  let checkpoint: string | undefined;
  const base = contextOf(s3, {
    scale: 'distributed',
    distributeAbove: 1_000,
    partition: 'yyyy/MM/dd',
    ...settings,
  });
  const contextNow = () => ({
    ...base,
    ports: { ...s3.ports, state },
    saveCheckpoint: async (text: string) => {
      checkpoint = text;
    },
    ...(checkpoint === undefined ? {} : { checkpoint }),
  });
  const run = () => applyAtScale(planBackup(contextNow()), contextNow());
  const manifest = () => {
    const [, text = ''] = [...objects].find(([key]) => key.endsWith('manifest.jsonl')) ?? [];
    return text.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
  };
  return { run, manifest, slice: (line: unknown) => copySlice(line, contextNow()), objects };
}

describe('a distributed backup', () => {
  test('hands slices out, and ends the run with the sum of what they did and the manifests of the days', async () => {
    const s3 = seeded(1_600);
    const world = worldOf(s3);
    const handed = await world.run();
    const lines = world.manifest();
    for (const line of lines) await world.slice(line);
    const calls = s3.count('copyObject');
    const ended = await world.run();

    expect(handed).toMatchObject({
      kind: 'unfinished',
      slices: { manifestKey: expect.stringMatching(/^slices\/.*manifest\.jsonl$/) },
    });
    expect(lines).toHaveLength(4);
    expect(calls).toBe(3_200);
    expect(s3.count('copyObject')).toBe(3_200);
    expect(ended).toMatchObject({
      kind: 'succeeded',
      figures: { objectsListed: 3_200, objectsSame: 0, objectsCopied: 3_200, slices: 4, slicesFailed: 0 },
    });
    expect(ended.figures['manifestsWritten']).toBe(1);
  });

  test('tries a failed slice again without copying again what is there, and counts each copy once', async () => {
    const s3 = seeded(800);
    const world = worldOf(s3);
    await world.run();
    const [line] = world.manifest();
    s3.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('00007')) throw s3Error('AccessDenied', 403);
    };
    const first = await world.slice(line);
    s3.fault = () => {};
    const second = await world.slice(line);
    for (const other of world.manifest().slice(1)) await world.slice(other);

    expect([first.kind, second.kind]).toEqual(['failed', 'succeeded']);
    expect(second.figures).toMatchObject({ objectsCopied: 1 });
    expect(await world.run()).toMatchObject({
      kind: 'succeeded',
      figures: { objectsCopied: 1_600, objectsFailed: 0 },
    });
  });

  test('copies what slices left, when the run goes on, and says how many failed', async () => {
    const world = worldOf(seeded(800));
    await world.run();
    await world.slice(world.manifest()[0]);

    expect(await world.run()).toMatchObject({
      kind: 'succeeded',
      figures: { objectsCopied: 1_600, slices: 2, slicesFailed: 1 },
    });
  });

  test('is none where there is little to copy', async () => {
    const s3 = seeded(500);
    const world = worldOf(s3);

    expect(await world.run()).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 1_000 } });
    expect(world.objects.size).toBe(0);
    expect(s3.calls.filter(({ operation }) => operation === 'listPage').length).toBeLessThan(25);
  });
});

test('slices hold every planned copy once, in stretches that do not overlap, none above a thousand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2_500), { minLength: 1, maxLength: 4 }), async (counts) => {
      const prefixes = counts.map((_, day) => `day-${day}/`);
      const keys = counts.flatMap((count, day) =>
        Array.from({ length: count }, (_, index) => `day-${day}/${String(index).padStart(5, '0')}`),
      );
      const items = keys.map(
        (key): BackupItem => ({
          kind: 'copy',
          key,
          sizeBytes: 1,
          etag: 'e',
          modifiedAt: '',
          reason: 'missing',
        }),
      );
      const slices = await collect(cutSlices(stream(items), { prefixes, folder: 'f', slot: 's' }));

      const held = slices.map(({ prefix, after, upTo }) =>
        keys.filter((key) => key.startsWith(prefix) && key > after && key <= upTo),
      );
      expect(held.flat()).toEqual(keys);
      for (const own of held) expect(own.length).toBeLessThanOrEqual(COPIES_PER_SLICE);
      expect(slices.map(({ number }) => number)).toEqual(slices.map((_, index) => index + 1));
    }),
    { numRuns: 20 },
  );
});
