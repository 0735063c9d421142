import { Command } from 'commander';
import { addSyncOptions, readSettings, type SyncOptions } from '../../lib/cli/sync-options.ts';
import { progressLine } from '../../lib/cli/sync-progress.ts';
import { queueItems } from '../../lib/cli/sync-queue.ts';
import type { BackupItem } from '../../lib/tasks/backup-logs/items.ts';
import { collect, stream } from '../fakes/context.ts';

function settingsOf(...argv: string[]) {
  const command = addSyncOptions(new Command()).exitOverride();
  command.parse(argv, { from: 'user' });
  const [source = '', destination = ''] = command.args;
  return readSettings(source, destination, command.opts<SyncOptions>());
}

function copies(count: number): BackupItem[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'copy',
    key: `key-${index}`,
    sizeBytes: 10,
    etag: 'e',
    modifiedAt: '2026-01-01T00:00:00Z',
    reason: 'missing',
  }));
}

describe('the options of sync', () => {
  test('become the settings of the task', () => {
    const argv = [
      '--delete',
      '--max-delete',
      '5%',
      '--include',
      '*.gz',
      '--include',
      '*.log',
      '--concurrency',
      '8',
    ];

    expect(settingsOf('s3://a-bucket/x', 's3://b-bucket/y', ...argv)).toEqual({
      source: 's3://a-bucket/x',
      destination: 's3://b-bucket/y',
      delete: true,
      maxDelete: '5%',
      include: ['*.gz', '*.log'],
      concurrency: 8,
    });
  });

  test.each([
    [['--compare', 'mtime'], 'option --compare: "mtime" is not one of default, checksum, size, etag'],
    [['--concurrency', '0'], 'option --concurrency: "0" is not a whole number from 1 to 1000'],
    [
      ['--delete', '--max-delete', '5 %'],
      'option --max-delete: "5 %" is neither a whole number nor a share such as 10%',
    ],
    [['--max-delete', '5'], 'option --max-delete: it means nothing without --delete'],
    [['--lookback-days', '5'], 'option --lookback-days: it means nothing without --partition'],
    [
      ['--sse', 'AES256', '--sse-kms-key-id', 'arn:aws:kms:eu-central-1:123456789012:key/a'],
      'option --sse-kms-key-id: "--sse AES256" takes no KMS key',
    ],
  ])('%j is a usage error', (argv, message) => {
    expect(() => settingsOf('s3://a-bucket/x', 's3://b-bucket/y', ...argv)).toThrow(message);
  });

  test('addresses are checked as in jobs.yaml', () => {
    expect(() => settingsOf('s3://a-bucket', 's3://a-bucket/y')).toThrow('overlap');
    expect(() => settingsOf('here', 's3://a-bucket/y')).toThrow('"here" is no S3 address');
  });
});

describe('queueItems', () => {
  test('passes every item through in order and knows the total ahead of time', async () => {
    const queue = queueItems(stream(copies(5_000)), 100_000);
    const items = queue.items[Symbol.asyncIterator]();
    await items.next();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(queue.planned()).toEqual({ objects: 5_000, bytes: 50_000, isComplete: true });
    expect(await collect({ [Symbol.asyncIterator]: () => items })).toEqual(copies(5_000).slice(1));
  });

  test('reads no further ahead than told, and names what was left', async () => {
    let read = 0;
    async function* plan() {
      for (const item of copies(1_000)) {
        read += 1;
        yield item;
      }
    }
    const queue = queueItems(plan(), 10);

    for await (const item of queue.items) if ('key' in item && item.key === 'key-4') break;

    expect(read).toBeLessThan(20);
    expect(await queue.left(3)).toEqual(['key-5', 'key-6', 'key-7']);
  });

  test('a plan that throws does so after its items', async () => {
    async function* broken() {
      yield* copies(3);
      throw new Error('listing broke');
    }
    const seen: string[] = [];
    const run = async () => {
      for await (const item of queueItems(broken(), 100).items) if ('key' in item) seen.push(item.key);
    };

    await expect(run()).rejects.toThrow('listing broke');
    expect(seen).toEqual(['key-0', 'key-1', 'key-2']);
  });
});

describe('progressLine', () => {
  const tally = { objectsCopied: 50, bytesCopied: 5_000_000, objectsFailed: 0 };

  test('shows bar, rate and ETA once the whole plan is known', () => {
    const planned = { objects: 200, bytes: 1, isComplete: true };

    expect(progressLine({ tally, planned, concurrency: 64, seconds: 10 })).toBe(
      '[#####               ] 50 of 200 objects  5.0 MB  5/s  ETA 00:30  x64',
    );
  });

  test('promises nothing before', () => {
    const planned = { objects: 200, bytes: 1, isComplete: false };

    expect(
      progressLine({ tally: { ...tally, objectsFailed: 2 }, planned, concurrency: 8, seconds: 10 }),
    ).toBe('50 of at least 200 objects  5.0 MB  5/s  x8  2 failed');
  });
});
