import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { yesterdaysPoints } from '../../lib/local/seed.ts';
import { makeSeedObjects, outdatedBody, type SeedObject } from '../../lib/local/seed-objects.ts';

/** Comparing 80 MB byte by byte is slow. */
function digestOf(objects: readonly SeedObject[]): string {
  const hash = createHash('sha256');
  for (const { body, ...rest } of objects) hash.update(JSON.stringify(rest)).update(body);
  return hash.digest('hex');
}

describe("yesterday's points", () => {
  test.each(['2026-11-21T00:10:00Z', '2026-11-21T12:00:00Z', '2026-11-21T23:50:00Z'])(
    'lie in the day before %s in UTC, at the hours of the document',
    (now) => {
      const points = yesterdaysPoints(new Date(now)).map(({ metricName, value, timestamp }) => [
        metricName,
        value,
        timestamp.toISOString(),
      ]);
      expect(points).toEqual([
        ['Invocations', 10, '2026-11-20T04:00:10.000Z'],
        ['Invocations', 10, '2026-11-20T04:03:00.000Z'],
        ['Errors', 9, '2026-11-20T04:02:00.000Z'],
        ['Errors', 1, '2026-11-20T04:20:00.000Z'],
      ]);
    },
  );
});

describe("the seed's objects", () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const objects = makeSeedObjects(now);
  const sizes = objects.map(({ body }) => body.length);

  test('are 2,000 over three days, at most 100 MB, and the same every time', () => {
    expect(new Set(objects.map(({ key }) => key)).size).toBe(2_000);
    const days = new Set(objects.map(({ key }) => key.slice(0, 15)));
    expect([...days].toSorted()).toEqual(['app/2026/11/18/', 'app/2026/11/19/', 'app/2026/11/20/']);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000_000);
    expect(digestOf(makeSeedObjects(now))).toBe(digestOf(objects));
  });

  test('are small for nine in ten, with an empty one and one of 12 MiB', () => {
    expect(sizes.filter((size) => size < 16 * 1_024).length / sizes.length).toBeGreaterThanOrEqual(0.89);
    expect(sizes.filter((size) => size === 0)).toHaveLength(1);
    expect(Math.max(...sizes)).toBe(12 * 1_024 * 1_024);
  });

  test('have keys with every odd character, gzip and plain', () => {
    const keys = objects.map(({ key }) => key).join('\n');
    for (const character of [' ', '+', '%', 'é', '&']) expect(keys).toContain(character);
    expect(new Set(objects.map(({ contentType }) => contentType)).size).toBe(2);
  });

  test('are in the destination already for 200, and outdated there for 50', () => {
    const count = (wanted: string) => objects.filter(({ destination }) => destination === wanted).length;
    expect([count('copied'), count('outdated')]).toEqual([200, 50]);
    for (const object of objects.filter(({ destination }) => destination === 'outdated')) {
      expect(outdatedBody(object).length).not.toBe(object.body.length);
    }
  });
});
