import fc from 'fast-check';
import { evaluateExpression } from '../../../lib/tasks/metric-math/evaluate.ts';
import { parseExpression } from '../../../lib/tasks/metric-math/parse.ts';
import { mathScope, valuesOf } from '../../fakes/series.ts';

const PERIODS = 12;
const value = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(undefined));
const values = fc.array(value, { minLength: PERIODS, maxLength: PERIODS });
const pair = fc.record({ m1: values, m2: values });

const evaluate = (expression: string, metrics: Record<string, (number | undefined)[]>) => {
  const [one] = evaluateExpression(expression, mathScope(metrics));
  return one === undefined ? [] : valuesOf(one, PERIODS);
};

describe('metric math', () => {
  it('agrees with arithmetic by hand, a missing value being 0 beside one that is there', () => {
    fc.assert(
      fc.property(pair, fc.constantFrom('+', '-', '*', '/'), (metrics, operator) => {
        const expected = metrics.m1.map((left, index) => {
          const right = metrics.m2[index];
          if (left === undefined && right === undefined) return undefined;
          const a = left ?? 0;
          const b = right ?? 0;
          if (operator === '/') return b === 0 ? undefined : a / b;
          return operator === '+' ? a + b : operator === '-' ? a - b : a * b;
        });
        expect(evaluate(`m1 ${operator} m2`, metrics)).toEqual(expected);
      }),
    );
  });

  it('fills every hole and touches nothing else', () => {
    fc.assert(
      fc.property(pair, fc.integer(), (metrics, filler) => {
        const filled = evaluate(`FILL(m1, ${filler})`, metrics);
        expect(filled).toEqual(metrics.m1.map((one) => one ?? filler));
        expect(evaluate('FILL(FILL(m1, m2), m1)', metrics)).toEqual(evaluate('FILL(m1, m2)', metrics));
      }),
    );
  });

  it('keeps the laws: DIFF of a filled series adds up, RATE is DIFF by time, FLOOR ≤ x ≤ CEIL', () => {
    fc.assert(
      fc.property(pair, (metrics) => {
        const diffs = evaluate('DIFF(FILL(m1, 0))', metrics).map((one) => one ?? 0);
        const total = (metrics.m1.at(-1) ?? 0) - (metrics.m1[0] ?? 0);
        expect(diffs.reduce((sum, one) => sum + one, 0)).toBe(total);
        const same = evaluate('(RATE(FILL(m1, 0)) * PERIOD(m1) - DIFF(FILL(m1, 0))) * 1', metrics);
        for (const one of same) expect(Math.abs(one ?? 0)).toBeLessThan(1e-9);
        expect(evaluate('(FLOOR(m1 / 7) <= m1 / 7) + (m1 / 7 <= CEIL(m1 / 7))', metrics)).toEqual(
          metrics.m1.map((one) => (one === undefined ? undefined : 2)),
        );
      }),
    );
  });

  it('aggregates arrays as it aggregates by hand', () => {
    fc.assert(
      fc.property(pair, (metrics) => {
        const present = metrics.m1.map((one, index) =>
          [one, metrics.m2[index]].filter((it) => it !== undefined),
        );
        const sums = present.map((some) =>
          some.length === 0 ? undefined : some.reduce((sum, one) => sum + one, 0),
        );
        expect(evaluate('SUM(METRICS())', metrics)).toEqual(sums);
        expect(evaluate('MAX([m1, m2])', metrics)).toEqual(
          present.map((some) => (some.length === 0 ? undefined : Math.max(...some))),
        );
        expect(evaluate('AVG([m1, m2]) * 2', metrics)).toEqual(sums);
      }),
    );
  });

  it('reads precedence as JavaScript does', () => {
    const leaf = fc.integer({ min: 1, max: 9 }).map(String);
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '<', '>='), tie('tree'))
          .map((parts) => parts.join(' ')),
        tie('tree').map((inner) => `(${inner})`),
        tie('tree').map((inner) => `-(${inner})`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const expected = Number(new Function(`return ${text}`)());
        const [first] = evaluate(`m1 * 0 + (${text})`, { m1: Array.from({ length: PERIODS }, () => 1) });
        expect(first).toBe(expected === 0 ? 0 : expected);
      }),
    );
  });

  it('never loops or crashes on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'m1 +-*/^()[],"<>=&|AVG e') }), (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'MetricMathError' });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
