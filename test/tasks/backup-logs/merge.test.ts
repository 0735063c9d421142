import fc from 'fast-check';
import { compareKeys } from '../../../lib/tasks/backup-logs/key-order.ts';
import { mergeListings, type Pair } from '../../../lib/tasks/backup-logs/merge.ts';
import type { ListedObject } from '../../../lib/tasks/backup-logs/ports.ts';
import { collect } from '../../fakes/context.ts';

const key = fc.oneof(
  fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '/', '+', ' ', '%', 'é', '\uffee', '😀') }),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const keys = fc.uniqueArray(key, { maxLength: 60 });

function listed(name: string): ListedObject {
  return { key: name, sizeBytes: 1, etag: 'e', modifiedAt: '2026-01-01T00:00:00Z' };
}

async function* pagesOf(names: readonly string[], prefix: string, size: number) {
  const sorted = [...names].sort(compareKeys);
  for (let start = 0; start < sorted.length; start += size)
    yield sorted.slice(start, start + size).map((name) => listed(prefix + name));
}

async function join(
  left: readonly string[],
  right: readonly string[],
  sizes: readonly [number, number],
): Promise<Pair[]> {
  const source = { pages: pagesOf(left, 'app/', sizes[0]), prefixLength: 4 };
  const destination = { pages: pagesOf(right, 'backup/app/', sizes[1]), prefixLength: 11 };
  return (await collect(mergeListings(source, destination))).flat();
}

describe('mergeListings', () => {
  test('finds for every key of two random listings where it lies, in byte order, however they are paged', async () => {
    const size = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(keys, keys, size, size, async (left, right, one, other) => {
        const pairs = await join(left, right, [one, other]);

        const all = [...new Set([...left, ...right])];
        const expected = all.map((name) => [name, where(left.includes(name), right.includes(name))]);
        expect(Object.fromEntries(pairs.map((pair) => [pair.key, pair.kind]))).toEqual(
          Object.fromEntries(expected),
        );
        expect(pairs.map((pair) => Buffer.from(pair.key))).toEqual(
          all.map((name) => Buffer.from(name)).sort(Buffer.compare),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('stops reading the destination when the source has ended and its rest does not matter', async () => {
    let pagesRead = 0;
    async function* endless() {
      for (;;) {
        pagesRead += 1;
        yield [listed(`z${String(pagesRead).padStart(9, '0')}`)];
      }
    }
    const source = { pages: pagesOf(['a', 'b'], '', 10), prefixLength: 0 };

    const pairs = await collect(
      mergeListings(source, { pages: endless(), prefixLength: 0 }, { untilSourceEnds: true }),
    );

    expect(pairs.flat().map((pair) => pair.key)).toEqual(['a', 'b']);
    expect(pagesRead).toBeLessThan(5);
  });
});

function where(isLeft: boolean, isRight: boolean): Pair['kind'] {
  if (isLeft && isRight) return 'both';
  return isLeft ? 'source-only' : 'destination-only';
}

test('compareKeys orders any two keys as their UTF-8 bytes do', () => {
  const any = fc.string({ unit: 'binary', maxLength: 8 });
  fc.assert(
    fc.property(any, any, (one, other) => {
      expect(Math.sign(compareKeys(one, other))).toBe(
        Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other))),
      );
    }),
    { numRuns: 2_000 },
  );
});
