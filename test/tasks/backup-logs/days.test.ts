import { applyBackup } from '../../../lib/tasks/backup-logs/apply.ts';
import { describeGap } from '../../../lib/tasks/backup-logs/gaps.ts';
import { makeLimiter } from '../../../lib/tasks/backup-logs/limiter.ts';
import { listManifests, readManifest } from '../../../lib/tasks/backup-logs/manifest.ts';
import { daysOf } from '../../../lib/tasks/backup-logs/partition.ts';
import { planBackup } from '../../../lib/tasks/backup-logs/plan.ts';
import { makeCaller } from '../../../lib/tasks/backup-logs/retry.ts';
import type { BackupLogsSettings } from '../../../lib/tasks/backup-logs/settings.ts';
import { verifyDay } from '../../../lib/tasks/backup-logs/verify.ts';
import { type FakeS3, fakeS3, s3Error } from '../../fakes/s3.ts';
import { contextOf, FROM, TO } from './context.ts';

const DAILY: Partial<BackupLogsSettings> = { partition: 'yyyy/MM/dd' };

function runOn(s3: FakeS3, slot: string, settings: Partial<BackupLogsSettings> = DAILY) {
  const context = { ...contextOf(s3, settings), slot: new Date(slot) };
  return applyBackup(planBackup(context), context);
}

function store(s3: FakeS3) {
  const { ports } = s3;
  const caller = makeCaller({ ports, limiter: makeLimiter({ max: 8 }), onRetry: () => {} });
  return { ports, caller, destination: { bucket: 'vault', prefix: 'copy/app/' } };
}

async function proofOf(s3: FakeS3, day: string) {
  const manifest = await readManifest(store(s3), day);
  return manifest === undefined ? undefined : verifyDay(store(s3), manifest);
}

function fill(s3: FakeS3, day: string, count: number) {
  for (let index = 0; index < count; index += 1)
    s3.put(`${FROM}${day}/${String(index).padStart(4, '0')}.gz`, `${day} ${index}`);
}

describe('the days of a run', () => {
  const settings = { source: FROM, destination: TO };

  test.each([
    ['2026-11-21T02:00:00Z', undefined, ['2026-11-20', '2026-11-21']],
    ['2026-11-20T23:30:00Z', 'Europe/Berlin', ['2026-11-20', '2026-11-21']],
    ['2026-11-21T02:00:00Z', 'America/New_York', ['2026-11-19', '2026-11-20']],
    ['2026-03-01T02:00:00Z', undefined, ['2026-02-28', '2026-03-01']],
  ])('%s in %s', (slot, timezone, days) => {
    expect(daysOf({ ...settings, ...(timezone === undefined ? {} : { timezone }) }, new Date(slot))).toEqual(
      days,
    );
  });

  test('lookbackDays counts back over the months', () => {
    expect(daysOf({ ...settings, lookbackDays: 3 }, new Date('2028-03-01T12:00:00Z'))).toEqual([
      '2028-02-27',
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ]);
  });
});

describe('a day that is proven already', () => {
  const settings = { ...DAILY, lookbackDays: 0 };
  const asked = (s3: FakeS3, from: number) => s3.calls.slice(from).map(({ operation }) => operation);
  const overSlot = { slot: new Date('2026-11-22T02:00:00Z') };
  const runOver = (s3: FakeS3) => {
    const context = { ...contextOf(s3, { ...DAILY, lookbackDays: 1 }), ...overSlot };
    return applyBackup(planBackup(context), context);
  };

  test('is left alone with one look at each side and at its manifest', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/21', 40);
    await runOver(s3);
    const before = s3.calls.length;
    const again = await runOver(s3);

    expect(again).toMatchObject({ kind: 'nothing-to-do', figures: { objectsSame: 40, manifestsWritten: 0 } });
    // Two days listed on two sides, the manifest found and read.
    expect(asked(s3, before).toSorted()).toEqual([...Array(5).fill('listPage'), 'getText'].toSorted());
  });

  test('is looked at with all care again where a copy or the manifest is not what it was', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/21', 40);
    await runOver(s3);
    s3.objects.delete(`${TO}2026/11/21/0007.gz`);

    expect(await runOver(s3)).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 1 } });
    expect(await proofOf(s3, '2026-11-21')).toMatchObject({ kind: 'proven', objects: 40 });
  });

  test('that is not over yet asks for no manifest', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/21', 5);
    await runOn(s3, '2026-11-21T12:00:00Z', settings);
    const before = s3.calls.length;
    await runOn(s3, '2026-11-21T12:00:00Z', settings);

    expect(asked(s3, before)).toEqual(['listPage', 'listPage']);
  });
});

describe('partition', () => {
  test.each<[NonNullable<BackupLogsSettings['partition']>, string, string]>([
    ['yyyy/MM/dd', '2026/11/20/05/a.gz', '2026/11/18/a.gz'],
    ['yyyy-MM-dd', '2026-11-20/a.gz', '2026-11-18/a.gz'],
    ['hive', 'year=2026/month=11/day=20/hour=01/a.gz', 'year=2026/month=11/day=18/a.gz'],
    ['access-logs', '2026-11-20-01-02-03-0123456789ABCDEF', '2026-11-18-01-02-03-0123456789ABCDEF'],
    [
      'aws-logs',
      'AWSLogs/111122223333/elasticloadbalancing/eu-central-1/2026/11/20/a.gz',
      'AWSLogs/111122223333/elasticloadbalancing/eu-central-1/2026/11/18/a.gz',
    ],
    [
      'aws-logs',
      'AWSLogs/o-abc123/111122223333/CloudTrail/eu-central-1/2026/11/20/a.gz',
      'AWSLogs/o-abc123/111122223333/CloudTrail/eu-central-1/2026/11/18/a.gz',
    ],
    [
      'aws-logs',
      'AWSLogs/111122223333/Config/eu-central-1/2026/11/20/ConfigHistory/a.gz',
      'AWSLogs/111122223333/Config/eu-central-1/2026/11/2/a.gz',
    ],
  ])(
    '%s copies what belongs to the days of the run and nothing else (%s)',
    async (partition, yesterday, earlier) => {
      const s3 = fakeS3();
      for (const key of [yesterday, earlier]) s3.put(`${FROM}${key}`, 'x');

      await runOn(s3, '2026-11-21T02:00:00Z', { partition });

      expect(s3.objects.has(`${TO}${yesterday}`)).toBe(true);
      expect(s3.objects.has(`${TO}${earlier}`)).toBe(false);
    },
  );

  test('asks as often as the days need, however large the bucket is', async () => {
    const listingsWith = async (otherDays: number) => {
      const s3 = fakeS3();
      s3.pageSize = 10;
      for (let day = 0; day < otherDays; day += 1) fill(s3, `2025/${1 + (day % 12)}/${day}`, 20);
      fill(s3, '2026/11/20', 25);
      await runOn(s3, '2026-11-21T02:00:00Z', { ...DAILY, manifest: false });
      return s3.count('listPage');
    };

    expect(await listingsWith(50)).toBe(await listingsWith(0));
  });

  test('late arrivals are found within lookbackDays', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 3);
    await runOn(s3, '2026-11-21T02:00:00Z');
    s3.put(`${FROM}2026/11/20/late.gz`, 'late');

    const result = await runOn(s3, '2026-11-22T02:00:00Z', { ...DAILY, lookbackDays: 2 });

    expect(result.figures).toMatchObject({ objectsCopied: 1 });
    expect(await proofOf(s3, '2026-11-20')).toMatchObject({ kind: 'proven', objects: 4 });
  });
});

describe('manifests', () => {
  test('a day that is over and wholly copied gets one, the running day does not; again nothing is written', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 12);
    fill(s3, '2026/11/21', 2);

    const first = await runOn(s3, '2026-11-21T02:00:00Z');
    const again = await runOn(s3, '2026-11-21T02:00:00Z');

    expect(first.figures).toMatchObject({ objectsCopied: 14, manifestsWritten: 1 });
    expect(again).toMatchObject({ kind: 'nothing-to-do', figures: { manifestsWritten: 0 } });
    expect(await listManifests(store(s3))).toEqual(['2026-11-20']);
    expect(await proofOf(s3, '2026-11-20')).toEqual({
      kind: 'proven',
      day: '2026-11-20',
      objects: 12,
      bytes: 146,
    });
  });

  test('a day with a failed copy gets none', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 12);
    s3.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('0007.gz')) throw s3Error('AccessDenied', 403);
    };

    await runOn(s3, '2026-11-21T02:00:00Z');

    expect(await listManifests(store(s3))).toEqual([]);
  });

  test('what came after the copying is told, and the manifest waits for the next run', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 3);
    let isFirst = true;
    s3.fault = ({ operation }) => {
      if (operation === 'copyObject' && isFirst) s3.put(`${FROM}2026/11/20/zz.gz`, 'late');
      if (operation === 'copyObject') isFirst = false;
    };

    const result = await runOn(s3, '2026-11-21T02:00:00Z');

    expect(result.details).toEqual(['2026-11-20 has no manifest yet: 1 objects came after the copying']);
    expect((await runOn(s3, '2026-11-21T03:00:00Z')).figures['manifestsWritten']).toBe(1);
  });

  test('verify names what is missing, extra and altered', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 5);
    await runOn(s3, '2026-11-21T02:00:00Z');
    s3.objects.delete(`${TO}2026/11/20/0001.gz`);
    s3.put(`${TO}2026/11/20/0002.gz`, 'tampered with');
    s3.put(`${TO}2026/11/20/new.gz`, 'x');

    expect(await proofOf(s3, '2026-11-20')).toEqual({
      kind: 'refuted',
      day: '2026-11-20',
      total: 3,
      findings: [
        { kind: 'missing', key: '2026/11/20/0001.gz' },
        { kind: 'altered', key: '2026/11/20/0002.gz' },
        { kind: 'extra', key: '2026/11/20/new.gz' },
      ],
    });
  });

  test('a manifest that was altered itself proves nothing', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 5);
    await runOn(s3, '2026-11-21T02:00:00Z');
    const part = [...s3.objects.keys()].find((name) => name.endsWith('-00001.jsonl')) ?? '';
    s3.put(part, (s3.objects.get(part)?.body ?? '').replace('0001', '0009'));

    expect(await proofOf(s3, '2026-11-20')).toMatchObject({ kind: 'void' });
  });

  test('a tampered copy is told by the next run too, which does not bless it with a new manifest', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 5);
    await runOn(s3, '2026-11-21T02:00:00Z');
    s3.put(`${TO}2026/11/20/0002.gz`, '2026/11/20 X');

    const result = await runOn(s3, '2026-11-21T03:00:00Z');

    expect(result.details).toEqual([
      '2026-11-20 no longer fits its manifest, which stays: "2026/11/20/0002.gz" is altered',
    ]);
    expect(await proofOf(s3, '2026-11-20')).toMatchObject({ kind: 'refuted' });
  });

  test('a source that changed is copied again and gets a new manifest', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 5);
    await runOn(s3, '2026-11-21T02:00:00Z');
    s3.put(`${FROM}2026/11/20/0002.gz`, 'written anew');

    const result = await runOn(s3, '2026-11-21T03:00:00Z');

    expect(result).toMatchObject({ figures: { objectsCopied: 1, manifestsWritten: 1 } });
    expect(await proofOf(s3, '2026-11-20')).toMatchObject({ kind: 'proven' });
  });

  test('a silent day stands out beside those before it, in the result and in its manifest', async () => {
    const s3 = fakeS3();
    for (const day of ['17', '18', '19', '20']) fill(s3, `2026/11/${day}`, 40);
    for (const day of ['18', '19', '20', '21']) await runOn(s3, `2026-11-${day}T02:00:00Z`);

    const result = await runOn(s3, '2026-11-22T02:00:00Z');

    expect(result.details).toEqual(['gap: Saturday 2026-11-21 has 0 objects, the last 4 days had 40 ± 0']);
    expect(await readManifest(store(s3), '2026-11-21')).toMatchObject({
      objects: 0,
      gap: expect.stringContaining('0 objects'),
    });
  });

  test('deleting what has no source spares the manifests', async () => {
    const s3 = fakeS3();
    fill(s3, '2026/11/20', 3);
    await runOn(s3, '2026-11-21T02:00:00Z');

    const result = await runOn(s3, '2026-11-21T02:00:00Z', { delete: true });

    expect(result.figures['objectsDeleted']).toBe(0);
    expect(await listManifests(store(s3))).toEqual(['2026-11-20']);
  });
});

test.each([
  [0, [9_600, 9_300, 9_900], true],
  [9_500, [9_600, 9_300, 9_900], false],
  [4_000, [9_600, 9_300, 9_900], true],
  [0, [0, 0, 0], false],
  [0, [5, 5], false],
  [40_000, [9_600, 9_300, 9_900], true],
])('%i objects after %j: a gap is %s', (objects, earlier, isGap) => {
  expect(describeGap('2026-11-24', objects, earlier) !== undefined).toBe(isGap);
});
