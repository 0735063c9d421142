import fc from 'fast-check';
import type { MetricQuery } from '../../../lib/tasks/error-report/query-schema.ts';
import { wilsonInterval } from '../../../lib/tasks/error-report/rate.ts';
import { splitQueries } from '../../../lib/tasks/error-report/split.ts';
import { changeText, formatNumber } from '../../../lib/tasks/error-report/words.ts';

const metric = (Id: string): MetricQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'n', MetricName: Id }, Period: 60, Stat: 'Sum' },
});

describe("Wilson's interval", () => {
  it.each([
    [1, 2, 0.0945, 0.9055],
    [5_000, 10_000, 0.4902, 0.5098],
    [0, 20, 0, 0.1611],
    [9, 20, 0.2582, 0.6579],
  ])('of %d in %d', (errors, total, low, high) => {
    const interval = wilsonInterval(errors, total);

    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, stays within 0 and 1, and narrows with more samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, share) => {
          const errors = Math.round(total * share);
          const { low, high } = wilsonInterval(errors, total);
          const more = wilsonInterval(errors * 10, total * 10);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(errors / total + 1e-12);
          expect(high).toBeGreaterThanOrEqual(errors / total - 1e-12);
          expect(more.high - more.low).toBeLessThan(high - low);
        },
      ),
    );
  });
});

describe('splitting queries', () => {
  it('keeps those that refer to each other in one request of at most 500', () => {
    const rates = Array.from({ length: 400 }, (_, index) => [
      { Id: `e${index}`, Expression: `m${index} / n${index}` },
      metric(`m${index}`),
      metric(`n${index}`),
    ]).flat();

    const requests = splitQueries(rates);

    expect(requests.map((request) => request.length)).toEqual([498, 498, 204]);
    expect(requests.flat()).toHaveLength(1_200);
    for (const request of requests) {
      const ids = new Set(request.map(({ Id }) => Id));
      expect(request.every(({ Id }) => ids.has(Id.replace(/^./, 'm')))).toBe(true);
    }
  });

  it('refuses a group above 500 by name', () => {
    const all = [
      ...Array.from({ length: 500 }, (_, index) => metric(`m${index}`)),
      { Id: 'e1', Expression: 'SUM(METRICS())' },
    ];

    expect(() => splitQueries(all)).toThrow('the 501 queries that refer to each other around "m0"');
  });

  it('follows references through other expressions', () => {
    const chain = Array.from({ length: 300 }, (_, index) => ({
      Id: `a${index}`,
      Expression: `a${index + 1} + 1`,
    }));
    const other = Array.from({ length: 250 }, (_, index) => metric(`m${index}`));

    expect(splitQueries([...chain, metric('a300'), ...other]).map((request) => request.length)).toEqual([
      500, 51,
    ]);
  });
});

describe('words', () => {
  it.each([
    [0.45, '0.45'],
    [1_234_567.8, '1,234,568'],
    [0.000123456, '0.0001235'],
    [999.96, '1,000'],
    [-1_500.5, '-1,501'],
    [0.000000012345, '0.00000001235'],
    [0, '0'],
  ])('%d is "%s"', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  const rate = (errors: number, total = 1_000) =>
    ({ kind: 'rate', errors, total, rate: errors / total, low: 0, high: 1, scale: 1 }) as const;

  it.each([
    [42, 21, 'twice'],
    [10, 21, 'half'],
    [21, 21, 'as before'],
    [63, 21, '3 times'],
    [25, 21, 'up by 19 %'],
    [2, 21, 'down by 90 %'],
  ])('%d after %d is "%s"', (now, before, text) => {
    expect(changeText(rate(now), rate(before))).toBe(text);
  });

  it('compare nothing with no data', () => {
    expect(changeText(rate(1), { kind: 'no-data', missing: [] })).toBe('');
    expect(changeText({ kind: 'no-traffic' }, rate(1))).toBe('');
  });
});
