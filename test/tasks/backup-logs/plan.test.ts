import fc from 'fast-check';
import { type FakeS3, fakeS3, md5, s3Error } from '../../fakes/s3.ts';
import { FROM, planOf, TO } from './context.ts';

const OLD = '2020-01-01T00:00:00.000Z';
const NEW = '2026-01-01T00:00:00.000Z';

function kinds(items: readonly { readonly kind: string }[]): string[] {
  return items.map((item) => item.kind);
}

function pair(
  s3: FakeS3,
  source: { body: string; modifiedAt: string; etag?: string },
  copy: { body: string; modifiedAt: string; etag?: string },
) {
  s3.put(`${FROM}a.log`, source.body, {
    modifiedAt: source.modifiedAt,
    etag: source.etag ?? md5(source.body),
  });
  s3.put(`${TO}a.log`, copy.body, { modifiedAt: copy.modifiedAt, etag: copy.etag ?? md5(copy.body) });
}

describe('what counts as backed up', () => {
  test.each([
    ['equal size and ETag, though the copy is older', { etag: 'e' }, { etag: 'e' }, NEW, OLD, undefined],
    ['equal size, other ETag, copy not older', { etag: 'e' }, { etag: 'f-2' }, OLD, NEW, undefined],
    ['equal size, other ETag, copy as old', { etag: 'e' }, { etag: 'f' }, OLD, OLD, undefined],
    ['equal size, other ETag, copy older', { etag: 'e' }, { etag: 'f' }, NEW, OLD, 'source is newer'],
  ])('%s', async (_, source, copy, sourceTime, copyTime, reason) => {
    const s3 = fakeS3();
    pair(
      s3,
      { body: 'same', modifiedAt: sourceTime, ...source },
      { body: 'size', modifiedAt: copyTime, ...copy },
    );

    const items = await planOf(s3);

    expect(items.map((item) => (item.kind === 'copy' ? item.reason : item.kind))).toEqual(
      reason === undefined ? ['listed'] : [reason, 'listed'],
    );
  });

  test('another size is copied, however new the copy is', async () => {
    const s3 = fakeS3();
    pair(s3, { body: 'long', modifiedAt: OLD, etag: 'e' }, { body: 'longer', modifiedAt: NEW, etag: 'e' });

    expect(await planOf(s3)).toMatchObject([{ kind: 'copy', reason: 'size differs' }, { kind: 'listed' }]);
    expect(kinds(await planOf(s3, { compare: 'size' }))).toEqual(['copy', 'listed']);
  });

  test('"compare: etag" and "compare: size" are stricter and looser', async () => {
    const s3 = fakeS3();
    pair(s3, { body: 'same', modifiedAt: NEW, etag: 'e' }, { body: 'size', modifiedAt: OLD, etag: 'f' });

    expect(await planOf(s3, { compare: 'etag' })).toMatchObject([
      { reason: 'ETag differs' },
      { kind: 'listed' },
    ]);
    expect(kinds(await planOf(s3, { compare: 'size' }))).toEqual(['listed']);
  });

  test('"compare: checksum" asks both heads, also where the listing shows nothing', async () => {
    const s3 = fakeS3();
    pair(s3, { body: 'same', modifiedAt: OLD, etag: 'e' }, { body: 'size', modifiedAt: NEW, etag: 'f' });
    const { headObject } = s3.ports;
    const ports = {
      ...s3.ports,
      headObject: async (object: { bucket: string; key: string }) => ({
        ...(await headObject(object)),
        checksum: { algorithm: 'CRC32', value: object.bucket, scope: 'full-object' } as const,
      }),
    };

    expect(await planOf({ ...s3, ports }, { compare: 'checksum' })).toMatchObject([
      { kind: 'copy', reason: 'checksum differs' },
      { kind: 'listed' },
    ]);
    expect(kinds(await planOf(s3, { compare: 'checksum' }))).toEqual(['listed']);
  });
});

describe('planBackup', () => {
  test('gives every source object its right fate, and ends with what it looked at', async () => {
    const fate = fc.constantFrom('missing', 'same', 'shorter', 'extra');
    const entries = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fate, { maxKeys: 40 });
    await fc.assert(
      fc.asyncProperty(entries, fc.boolean(), async (fates, deletes) => {
        const s3 = fakeS3();
        s3.pageSize = 3;
        for (const [key, kind] of Object.entries(fates)) {
          if (kind !== 'extra') s3.put(`${FROM}${key}`, 'content');
          if (kind !== 'missing') s3.put(`${TO}${key}`, kind === 'shorter' ? 'short' : 'content');
        }

        const items = await planOf(s3, deletes ? { delete: true } : {});

        const keysOf = (...wanted: string[]) =>
          Object.keys(fates)
            .filter((key) => wanted.includes(fates[key] ?? ''))
            .sort();
        expect(items.flatMap((item) => (item.kind === 'copy' ? [item.key] : [])).sort()).toEqual(
          keysOf('missing', 'shorter'),
        );
        expect(items.flatMap((item) => (item.kind === 'delete' ? [item.key] : [])).sort()).toEqual(
          deletes ? keysOf('extra') : [],
        );
        expect(items.at(-1)).toMatchObject({
          kind: 'listed',
          sourceObjects: keysOf('missing', 'same', 'shorter').length,
          sameObjects: keysOf('same').length,
        });
      }),
      { numRuns: 150 },
    );
  });

  test('items survive the way through a plan file', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}é +%&?#`, 'x', { storageClass: 'STANDARD_IA' });

    const items = await planOf(s3);

    expect(JSON.parse(JSON.stringify(items))).toEqual(items);
  });

  test('fetches the next page of both sides while it works on this one, and no more', async () => {
    const s3 = fakeS3();
    s3.pageSize = 10;
    for (let index = 0; index < 100; index += 1) s3.put(`${FROM}${String(index).padStart(3, '0')}`, 'x');

    await planOf(s3);

    expect(s3.count('listPage')).toBe(11);
  });

  test('a listing that fails for good throws; a throttled page and a page out of order are asked for again', async () => {
    const s3 = fakeS3();
    s3.pageSize = 2;
    for (const key of ['a', 'b', 'c', 'd', 'e']) s3.put(`${FROM}${key}`, 'x');
    s3.fault = ({ operation, count }) => {
      if (operation === 'listPage' && count === 3) throw s3Error('SlowDown', 503);
    };

    expect(kinds(await planOf(s3))).toEqual(['copy', 'copy', 'copy', 'copy', 'copy', 'listed']);
    s3.fault = ({ operation }) => {
      if (operation === 'listPage') throw s3Error('AccessDenied', 403);
    };
    await expect(planOf(s3)).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('a server that repeats a page is asked again, then not believed', async () => {
    const s3 = fakeS3();
    s3.pageSize = 2;
    for (const key of ['a', 'b', 'c', 'd']) s3.put(`${FROM}${key}`, 'x');
    const { listPage } = s3.ports;
    const repeating = (times: number) => {
      let left = times;
      return (request: Parameters<typeof listPage>[0]) => {
        const isRepeated = request.continuation !== undefined && left > 0;
        if (isRepeated) left -= 1;
        const { continuation: _, ...first } = request;
        return listPage(isRepeated ? first : request);
      };
    };

    const once = { ...s3, ports: { ...s3.ports, listPage: repeating(1) } };
    const always = { ...s3, ports: { ...s3.ports, listPage: repeating(1_000) } };

    expect(kinds(await planOf(once))).toEqual(['copy', 'copy', 'copy', 'copy', 'listed']);
    await expect(planOf(always)).rejects.toMatchObject({ code: 'ListingOutOfOrder' });
  });

  test('include and exclude choose the keys; what is excluded is never deleted', async () => {
    const s3 = fakeS3();
    for (const key of ['x/a.log', 'x/a.tmp', 'y/b.log', 'c.log']) s3.put(`${FROM}${key}`, 'x');
    s3.put(`${TO}old.tmp`, 'x');

    const items = await planOf(s3, { include: ['*/*'], exclude: ['*.tmp'], delete: true });

    expect(items.map((item) => ('key' in item ? item.key : item.kind))).toEqual([
      'x/a.log',
      'y/b.log',
      'listed',
    ]);
  });

  test('a folder key that would be nameless in the root of a bucket is skipped, not lost in silence', async () => {
    const s3 = fakeS3();
    s3.put(FROM, '');

    expect(await planOf(s3, { destination: 's3://vault' })).toMatchObject([
      { kind: 'skip' },
      { kind: 'listed' },
    ]);
    expect(await planOf(s3)).toMatchObject([{ kind: 'copy', key: '' }, { kind: 'listed' }]);
  });
});
