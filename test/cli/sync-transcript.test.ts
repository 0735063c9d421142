import { afterEach, describe, expect, test } from '@jest/globals';
import { copyResult, errorBody } from '../fakes/s3-wire.ts';
import { startWire, type WireAnswer, type WireRequest, type WireServer } from '../fakes/wire.ts';
import { runAt } from './run-command.ts';

const env = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'canary-secret',
  AWS_REGION: 'us-east-1',
};
let wire: WireServer;

afterEach(() => wire.stop());

/** A source of these keys, and an empty destination that answers each copy as told. */
async function serve(
  keys: readonly string[],
  copy: (key: string) => WireAnswer = () => ({ body: copyResult() }),
) {
  wire = await startWire(({ method, url }: WireRequest) => {
    if (method === 'PUT') return copy(url);
    return { body: listing(url.startsWith('/logs') ? keys : []) };
  });
}

function listing(keys: readonly string[]): string {
  const contents = keys.map(
    (key) =>
      `<Contents><Key>app/${key}</Key><LastModified>2026-11-20T01:02:03.000Z</LastModified><ETag>&quot;e1&quot;</ETag><Size>1000</Size></Contents>`,
  );
  return `<?xml version="1.0"?><ListBucketResult><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

function sync(...more: readonly string[]) {
  const argv = ['sync', 's3://logs/app/', 's3://vault/app/', '--endpoint-url', wire.endpoint, ...more];
  return runAt({ cwd: '/', env, now: new Date('2026-11-21T02:00:00Z') }, ...argv);
}

const writes = () => wire.requests.filter(({ method }) => method === 'PUT').map(({ url }) => url);

describe('nightshift sync', () => {
  test('copies and says so in a line', async () => {
    await serve(['a', 'b', 'c']);

    expect(await sync()).toEqual({
      exitCode: 0,
      stdout: 'copied 3 objects (3.0 kB), 0 were backed up already (0.0 s, 3,000 objects/s)\n',
      stderr: '',
    });
    expect(writes().toSorted()).toEqual(['/vault/app/a', '/vault/app/b', '/vault/app/c']);
  });

  test('names each object that failed, with reason and code, and exits 1', async () => {
    const denied = { status: 403, body: errorBody('AccessDenied', 'no way') };
    await serve(['a', 'b'], (url) => (url.endsWith('/b') ? denied : { body: copyResult() }));

    expect(await sync()).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: [
        'nightshift: cannot copy "s3://logs/app/b": no way (AccessDenied)',
        'nightshift: 1 failure: cannot copy "s3://logs/app/b": no way; copied 1 object (1.0 kB), 0 were backed up already (0.0 s, 1,000 objects/s) (AccessDenied)',
        '',
      ].join('\n'),
    });
  });

  test('writes nothing in a dry run, and says what it would do', async () => {
    await serve(['a']);

    expect(await sync('--dry-run')).toEqual({
      exitCode: 0,
      stdout: 'copy "a" (1000 bytes): missing\nlisted 1 objects (1000 bytes), 0 of them backed up already\n',
      stderr: '',
    });
    expect(writes()).toEqual([]);
  });

  test('prints one JSON document where asked', async () => {
    await serve(['a']);
    const { stdout, exitCode } = await sync('--output', 'json', '--exclude', 'b*');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'succeeded',
      figures: { objectsCopied: 1, bytesCopied: 1_000 },
    });
  });

  test.each([
    [
      ['--delete', '--max-delete', 'all'],
      'option --max-delete: "all" is neither a whole number nor a share such as 10%',
    ],
    [['--max-delete', '5'], 'option --max-delete: it means nothing without --delete'],
    [['--compare', 'etags'], 'option --compare: "etags" is not one of default, checksum, size, etag'],
  ])('exits 2 on %j', async (more, message) => {
    await serve([]);

    expect(await sync(...more)).toEqual({ exitCode: 2, stdout: '', stderr: `nightshift: ${message}\n` });
  });

  test('lets what is under way end when it is interrupted, and names what it did not begin', async () => {
    await serve(['a', 'b', 'c', 'd'], () => {
      process.emit('SIGINT');
      return { body: copyResult() };
    });
    const { exitCode, stderr } = await sync('--concurrency', '1');

    expect(exitCode).toBe(130);
    expect(stderr).toContain('nightshift: not begun: "b"');
    expect(stderr).toContain('nightshift: interrupted; copied 1 object (1.0 kB), the next run goes on');
    expect(writes()).toEqual(['/vault/app/a']);
  });
});
