import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type S3Proxy, startProxy } from './s3-proxy.ts';
import { inventory, MIB, makeBuckets, openUploads, put, read, seed } from './s3-runs.ts';
import { findTool, type S3Server, startVersitygw } from './s3-server.ts';

const OBJECTS = 10_000;
const KILLS = 50;
const IN_FLIGHT = 64;
const PROGRAM = fileURLToPath(new URL('../../dist/nightshift.mjs', import.meta.url));
const BIG = Buffer.alloc(40 * MIB, 'forty ');

/** The same "random" points in every run. */
function* pseudoRandom(seedValue: number): Generator<number, never> {
  let state = seedValue;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

const canRun = findTool('versitygw') !== undefined && existsSync(PROGRAM);
const suite = canRun ? describe : describe.skip;

suite('a sync that is killed again and again', () => {
  let server: S3Server;
  let proxy: S3Proxy;
  let onCall: () => void = () => {};

  beforeAll(async () => {
    server = await startVersitygw('/dev/shm');
    await makeBuckets(server);
    proxy = await startProxy(server.endpoint, () => {
      onCall();
      return { kind: 'pass' };
    });
  }, 60_000);
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  async function start(from: string, to: string, ...more: string[]): Promise<ChildProcess> {
    const { accessKeyId, secretAccessKey } = await server.session.credentials();
    const argv = [
      PROGRAM,
      'sync',
      from,
      to,
      '--endpoint-url',
      proxy.endpoint,
      '--region',
      'us-east-1',
      ...more,
    ];
    const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    return spawn(process.execPath, argv, { env, stdio: 'ignore' });
  }

  function ended(child: ChildProcess): Promise<number | null> {
    return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  /** Kills a run as soon as the server has seen so many more writes; true if it was still running. */
  async function killAfter(writes: number, child: ChildProcess): Promise<void> {
    const before = proxy.counts.writes;
    onCall = () => {
      if (proxy.counts.writes - before >= writes) child.kill('SIGKILL');
    };
    await ended(child);
    onCall = () => {};
  }

  test(`${OBJECTS} objects, ${KILLS} kills: all there, and nothing copied twice but what was in flight`, async () => {
    await seed(server, OBJECTS);
    const points = pseudoRandom(20_261_121);

    for (let kill = 0; kill < KILLS; kill += 1)
      await killAfter(
        1 + Math.floor(points.next().value * 350),
        await start('s3://logs/app/', 's3://vault/app/'),
      );
    const last = await ended(await start('s3://logs/app/', 's3://vault/app/'));

    expect(last).toBe(0);
    expect(await inventory(server, 'vault', 'app/')).toEqual(await inventory(server, 'logs', 'app/'));
    expect(proxy.counts.copies).toBeLessThanOrEqual(OBJECTS + KILLS * IN_FLIGHT);
  }, 600_000);

  test('a big object killed in the middle of its parts is gone on with, and no upload stays open', async () => {
    await put(server, 'big/object', BIG, { Metadata: { team: 'ops' } });
    // The source must be older than the upload, at the second's resolution of listings.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const sizes = [
      '--multipart-threshold',
      String(5 * MIB),
      '--part-size',
      String(5 * MIB),
      '--concurrency',
      '1',
    ];
    // Eight parts, the one with the false checksum, and one that was in flight when the run was killed.
    const before = proxy.counts.copies;

    // Begin, one part with a false checksum (versitygw), give up, begin, three parts.
    await killAfter(7, await start('s3://logs/big/', 's3://vault/big/', ...sizes));
    const openAfterKill = await openUploads(server);
    const last = await ended(await start('s3://logs/big/', 's3://vault/big/', ...sizes));

    expect({ openAfterKill, last }).toEqual({ openAfterKill: 1, last: 0 });
    expect((await read(server, 'vault', 'big/object')).equals(BIG)).toBe(true);
    expect(proxy.counts.copies - before).toBeLessThanOrEqual(10);
    expect(await openUploads(server)).toBe(0);
  }, 60_000);
});
