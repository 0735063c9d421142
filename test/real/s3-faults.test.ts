import { applyBackup } from '../../lib/tasks/backup-logs/apply.ts';
import { planBackup } from '../../lib/tasks/backup-logs/plan.ts';
import { errorBody } from '../fakes/s3-wire.ts';
import { type PassingCall, type ProxyFault, type S3Proxy, startProxy } from './s3-proxy.ts';
import {
  backUpReally,
  inventory,
  MIB,
  makeBuckets,
  openUploads,
  put,
  read,
  realContext,
  seed,
} from './s3-runs.ts';
import { findTool, type S3Server, startVersitygw } from './s3-server.ts';

/** Fewer show the same faults sooner. */
const OBJECTS = Number(process.env['NIGHTSHIFT_FAULT_OBJECTS'] ?? 10_000);
const PASS: ProxyFault = { kind: 'pass' };
const SLOW_DOWN: ProxyFault = { kind: 'answer', status: 503, body: errorBody('SlowDown') };

/** The same faults at the same calls in every run. */
function every(nth: number, fault: ProxyFault, when: (call: PassingCall) => boolean = () => true) {
  let seen = 0;
  return (call: PassingCall): ProxyFault => {
    if (!when(call)) return PASS;
    seen += 1;
    return seen % nth === 0 ? fault : PASS;
  };
}

const isCopy = (call: PassingCall) => call.isCopy;
const isListing = (call: PassingCall) => call.isListing;

const FAULTS: readonly (readonly [string, () => (call: PassingCall) => ProxyFault])[] = [
  ['connections that are reset before the call', () => every(25, { kind: 'reset' })],
  ['connections that are reset after the server did its work', () => every(25, { kind: 'reset after' })],
  ['answers that are cut', () => every(25, { kind: 'cut after' })],
  ['answers that come late', () => every(200, { kind: 'slow', milliseconds: 1_000 })],
  ['errors inside a 200', () => every(20, { kind: 'answer', status: 200, body: errorBody('InternalError') })],
  [
    'errors inside a 200 after the server did its work',
    () => every(20, { kind: 'answer after', status: 200, body: errorBody('InternalError') }, isCopy),
  ],
  [
    'a burst of 503',
    () => (call) => (call.isCopy && call.count > 300 && call.count < 600 ? SLOW_DOWN : PASS),
  ],
  [
    '500 on every third listing',
    () => every(3, { kind: 'answer', status: 500, body: errorBody('InternalError') }, isListing),
  ],
  [
    'a listing page that comes a second time',
    () => {
      let pages = 0;
      return (call) => {
        if (!call.isListing || !call.url.includes('continuation-token')) return PASS;
        pages += 1;
        return pages % 3 === 1 ? { kind: 'page again' } : PASS;
      };
    },
  ],
  ['listing pages that are cut', () => every(3, { kind: 'cut after' }, isListing)],
  [
    'expired credentials in the middle',
    () => (call) =>
      call.count > 500 && call.count < 520
        ? { kind: 'answer', status: 400, body: errorBody('ExpiredToken') }
        : PASS,
  ],
];

const suite = findTool('versitygw') === undefined ? describe.skip : describe;

suite('faults between the engine and versitygw', () => {
  let server: S3Server;
  let proxy: S3Proxy;
  let source: Map<string, string>;
  let round = 0;

  beforeAll(async () => {
    server = await startVersitygw('/dev/shm');
    await makeBuckets(server);
    await seed(server, OBJECTS);
    source = await inventory(server, 'logs', 'app/');
  }, 120_000);
  afterAll(async () => {
    await server.stop();
  });
  afterEach(async () => {
    await proxy.stop();
  });

  async function through(
    decide: (call: PassingCall) => ProxyFault,
  ): Promise<{ settings: { destination: string }; prefix: string }> {
    proxy = await startProxy(server.endpoint, decide);
    round += 1;
    return { settings: { destination: `s3://vault/round-${round}/` }, prefix: `round-${round}/` };
  }

  for (const transport of ['signed', 'sdk'] as const) {
    test.each(FAULTS)(
      `${transport}: %s: nothing is lost, nothing is wrong, and the next run copies nothing`,
      async (_, decide) => {
        const { settings, prefix } = await through(decide());

        const first = await backUpReally({ server, transport, settings, endpoint: proxy.endpoint });
        const second = await backUpReally({ server, transport, settings });

        expect(proxy.counts.faults).toBeGreaterThan(0);
        expect(first).toMatchObject({
          kind: 'succeeded',
          figures: { objectsCopied: OBJECTS, objectsFailed: 0 },
        });
        expect(await inventory(server, 'vault', prefix)).toEqual(source);
        expect(second).toMatchObject({ kind: 'nothing-to-do' });
        expect(proxy.counts.copies).toBeLessThanOrEqual(OBJECTS + proxy.counts.faults);
      },
    );
  }

  test('two engines on the same destination both end well', async () => {
    const { settings, prefix } = await through(() => PASS);

    const results = await Promise.all(
      [1, 2].map(() => backUpReally({ server, settings, endpoint: proxy.endpoint })),
    );

    expect(results.map((result) => result.kind)).toEqual(['succeeded', 'succeeded']);
    expect(await inventory(server, 'vault', prefix)).toEqual(source);
  });

  test('a source that is replaced just before its copy is copied as it is now', async () => {
    await put(server, 'moving/a', 'one');
    let isFirst = true;
    const replace = async () => {
      if (isFirst) await put(server, 'moving/a', 'two, and longer');
      isFirst = false;
    };
    await through((call) => (call.isCopy ? { kind: 'pass', before: replace } : PASS));

    const settings = { source: 's3://logs/moving', destination: 's3://vault/moving' };
    const result = await backUpReally({ server, settings, endpoint: proxy.endpoint });

    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 1, objectsChanged: 1 } });
    expect((await read(server, 'vault', 'moving/a')).toString()).toBe('two, and longer');
  });

  test.each([2, 3, 4, 5, 7])(
    'a big object survives one lost answer in %i, and no upload stays open',
    async (nth) => {
      const body = Buffer.alloc(23 * MIB, 'twenty three ');
      await put(server, 'big/object', body, { Metadata: { team: 'ops' } });
      await through(every(nth, { kind: 'reset after' }, (call) => !call.isListing));
      const settings = {
        source: 's3://logs/big',
        destination: `s3://vault/big-${nth}`,
        multipartThresholdBytes: 5 * MIB,
        multipartPartBytes: 5 * MIB,
      };

      const result = await backUpReally({ server, settings, endpoint: proxy.endpoint });

      expect(result).toMatchObject({ kind: 'succeeded' });
      expect((await read(server, 'vault', `big-${nth}/object`)).equals(body)).toBe(true);
      expect(await openUploads(server)).toBe(0);
    },
  );

  test('a dry run makes no write call', async () => {
    const { settings } = await through(() => PASS);
    const context = realContext({ server, settings, endpoint: proxy.endpoint });
    let items = 0;

    for await (const item of planBackup(context)) if (item.kind === 'copy') items += 1;

    expect({ items, writes: proxy.counts.writes }).toEqual({ items: OBJECTS, writes: 0 });
  });

  test('an interrupted run leaves whole objects only, and the next one copies just the rest', async () => {
    const { settings, prefix } = await through(() => PASS);
    const stop = new AbortController();
    const context = realContext({ server, settings, endpoint: proxy.endpoint });
    const onProgress = ({ objectsCopied }: { readonly objectsCopied: number }) => {
      if (objectsCopied > 500) stop.abort();
    };

    const first = await applyBackup(planBackup(context), context, { signal: stop.signal, onProgress });
    const done = await inventory(server, 'vault', prefix);
    const second = await backUpReally({ server, settings, endpoint: proxy.endpoint });

    expect(first).toMatchObject({
      kind: 'failed',
      code: 'Interrupted',
      figures: { objectsCopied: done.size },
    });
    expect(second.figures['objectsCopied']).toBe(OBJECTS - done.size);
    expect(await inventory(server, 'vault', prefix)).toEqual(source);
  });
});
