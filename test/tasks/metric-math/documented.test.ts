import { evaluateExpression } from '../../../lib/tasks/metric-math/evaluate.ts';
import { mathScope, valuesOf } from '../../fakes/series.ts';

const _ = undefined;

/** The result, period by period; for an array, one list per series. */
function evaluate(expression: string, metrics: Record<string, (number | undefined)[]>) {
  const periods = Math.max(...Object.values(metrics).map((values) => values.length));
  return evaluateExpression(expression, mathScope(metrics)).map((one) => valuesOf(one, periods));
}

describe("the tables of AWS's page", () => {
  const operands = { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] };
  const branches = { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3: [0, 0, 20, _, 20] };

  it.each([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', [1, 0, 0, 0]],
    ['metric1 > 15 && metric2 > 15', [1, 0, 0, 0]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, operands)).toEqual([expected]);
  });

  it.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, _, _]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, _]],
    ['IF(metric1, 1)', [1, 1, _, _, _]],
    ['IF(1, metric2)', [30, _, 0, 0, 30]],
    ['IF(0, metric2)', [_, _, _, _, _]],
    ['IF(0, metric2, metric3)', [0, 0, 20, _, 20]],
    ['IF(metric3 < 10, metric3)', [0, 0, _, _, _]],
    ['IF(metric2 > 0, 10, 2)', [10, _, 2, 2, 10]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, branches)).toEqual([expected]);
  });
});

describe('missing points', () => {
  const metrics = { m1: [9, 4, _, 6], m2: [20, _, 5, 0] };

  it.each([
    ['m1 / m2', [0.45, _, 0, _]],
    ['m1 + m2', [29, 4, 5, 6]],
    ['m1 - m2', [-11, 4, -5, 6]],
    ['FILL(m1, 0)', [9, 4, 0, 6]],
    ['FILL(m1, REPEAT)', [9, 4, 4, 6]],
    ['FILL(m1, LINEAR)', [9, 4, 5, 6]],
    ['FILL(m2, m1)', [20, 4, 5, 0]],
    ['FILL(m1, MIN(m1))', [9, 4, 4, 6]],
    ['SUM([m1, m2])', [29, 4, 5, 6]],
    ['AVG([m1, m2])', [14.5, 2, 2.5, 3]],
    ['MAX([m1, m2])', [20, 4, 5, 6]],
    ['MIN([m1, m2])', [9, 4, 5, 0]],
    ['DIFF(m1)', [_, -5, _, 2]],
    ['RATE(m1)', [_, -5 / 300, _, 2 / 600]],
    ['IF(m2 > 0, m1 / m2, 0)', [0.45, _, 0, 0]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, metrics)).toEqual([expected]);
  });
});

describe('scalars and arrays', () => {
  const metrics = { errors4xx: [1, 2], errors5xx: [3, 4], requests: [10, 20] };

  it.each([
    ['requests - AVG(requests)', [[-5, 5]]],
    ['requests / PERIOD(requests)', [[10 / 300, 20 / 300]]],
    ['SUM(METRICS("errors")) / requests * 100', [[40, 30]]],
    ['SUM([METRICS("4xx"), METRICS("5xx")])', [[4, 6]]],
    [
      'METRICS() / 10',
      [
        [0.1, 0.2],
        [0.3, 0.4],
        [1, 2],
      ],
    ], // prettier-ignore
    [
      'METRICS("errors") / requests',
      [
        [0.1, 0.1],
        [0.3, 0.2],
      ],
    ], // prettier-ignore
    ['SUM(-[errors4xx, errors5xx])', [[-4, -6]]],
    ['SUM(100 / [errors4xx, requests])', [[110, 55]]],
    ['CEIL(requests / 3)', [[4, 7]]],
    ['FLOOR(requests / 3)', [[3, 6]]],
    ['ABS(errors4xx - requests)', [[9, 18]]],
    ['MAX(requests) / requests', [[2, 1]]],
    ['2 ^ 3 ^ 2 * errors4xx', [[512, 1024]]],
    ['-errors4xx ^ 2', [[-1, -4]]],
    ['1.5e1 * errors4xx + .5', [[15.5, 30.5]]],
    ['FILL(METRICS("4xx"), 0)', [[1, 2]]],
  ])('%s', (expression, expected) => {
    const results = evaluate(expression, metrics);

    expect(results).toHaveLength(expected.length);
    for (const [index, values] of expected.entries()) {
      for (const [period, value] of values.entries()) expect(results[index]?.[period]).toBeCloseTo(value, 12);
    }
  });
});

describe('what is refused', () => {
  const metrics = { m1: [1, 2] };

  it.each([
    [
      "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum')",
      'Unsupported',
      'function "SEARCH" is computed by CloudWatch',
    ],
    ['ANOMALY_DETECTION_BAND(m1)', 'Unsupported', '"ANOMALY_DETECTION_BAND"'],
    ['constructor(m1)', 'Syntax', '"(" is misplaced'],
    ['AVG(m1)', 'WrongType', 'needs to be a series'],
    ['m1 / m9', 'UnknownId', 'there is no query with the id "m9"'],
    ['m1 +', 'Syntax', 'it ends too early'],
    ['m1 # 2', 'Syntax', '"#" at column 4'],
    ['(m1', 'Syntax', '")" is missing'],
    ['FILL(m1)', 'WrongType', 'FILL takes 2 arguments, not 1'],
    ['FILL(m1, SPLINE)', 'WrongType', 'not SPLINE'],
    ['PERIOD(m1 + 1) * m1', 'WrongType', 'PERIOD needs the id of a metric'],
    ['ABS(3) * m1', 'WrongType', 'ABS needs a series or an array of series, not a number'],
  ])('%s', (expression, code, told) => {
    expect(() => evaluate(expression, metrics)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(told) }),
    );
  });

  it('an expression that refers to itself', () => {
    const scope = {
      ...mathScope({ m1: [1] }),
      expressions: new Map([
        ['e1', 'e2 + 1'],
        ['e2', 'e1 * m1'],
      ]),
    }; // prettier-ignore

    expect(() => evaluateExpression('e1', scope)).toThrow('expression "e1" refers to itself');
  });

  it('series of different periods', () => {
    const scope = mathScope({ m1: [1] });
    const [m1] = scope.metrics.values();
    const metrics2 = new Map([
      ...scope.metrics,
      ['m2', { label: 'm2', periodSeconds: 60, points: m1?.points ?? new Map() }],
    ]);

    expect(() => evaluateExpression('m1 / m2', { ...scope, metrics: metrics2 })).toThrow(
      '"m1" (300 s) and "m2" (60 s)',
    );
  });
});
