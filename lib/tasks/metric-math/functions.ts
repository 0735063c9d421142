import { aggregate } from './aggregate.ts';
import { MetricMathError } from './error.ts';
import { fill } from './fill.ts';
import { choose } from './if.ts';
import type { MathNode } from './syntax.ts';
import { type MathSeries, type MathValue, mapSeries, scalar, series, wrongType } from './values.ts';

import type { MathWindow } from './window.ts';

interface CallSite {
  readonly window: MathWindow;
  readonly metrics: ReadonlyMap<string, MathSeries>;
  readonly nodes: readonly MathNode[];
}

interface MathFunction {
  readonly arity: readonly [least: number, most: number];
  readonly compute: (given: readonly MathValue[], site: CallSite) => MathValue;
}

/** One row per function (CloudWatch User Guide, "Using metric math": functions supported for metric math). */
export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['ABS', { arity: [1, 1], compute: ([value]) => onEachPoint('ABS', value, Math.abs) }],
  ['CEIL', { arity: [1, 1], compute: ([value]) => onEachPoint('CEIL', value, Math.ceil) }],
  ['FLOOR', { arity: [1, 1], compute: ([value]) => onEachPoint('FLOOR', value, Math.floor) }],
  ['SUM', { arity: [1, 1], compute: ([value], { window }) => aggregate('SUM', value, window) }],
  ['AVG', { arity: [1, 1], compute: ([value], { window }) => aggregate('AVG', value, window) }],
  ['MIN', { arity: [1, 1], compute: ([value], { window }) => aggregate('MIN', value, window) }],
  ['MAX', { arity: [1, 1], compute: ([value], { window }) => aggregate('MAX', value, window) }],
  ['DIFF', { arity: [1, 1], compute: ([value]) => onNeighbours('DIFF', value, (change) => change) }],
  [
    'RATE',
    {
      arity: [1, 1],
      compute: ([value]) => onNeighbours('RATE', value, (change, seconds) => change / seconds),
    },
  ],
  ['FILL', { arity: [2, 2], compute: (given, { window }) => fill(given, window) }],
  ['IF', { arity: [2, 3], compute: choose }],
  ['METRICS', { arity: [0, 1], compute: ([filter], { metrics }) => selectMetrics(filter, metrics) }],
  ['PERIOD', { arity: [1, 1], compute: (_, site) => periodOf(site) }],
]);

function onEachPoint(name: string, value: MathValue | undefined, step: (value: number) => number): MathValue {
  if (value === undefined) throw wrongType(name, 'a series', value);
  return mapSeries(value, name, (one) => {
    const points = [...one.points].map(([at, number]) => [at, step(number)] as const);
    return series(one, points);
  });
}

/** Each point against the point before it; the first has none before it and is dropped. */
function onNeighbours(
  name: string,
  value: MathValue | undefined,
  step: (change: number, seconds: number) => number,
): MathValue {
  if (value === undefined) throw wrongType(name, 'a series', value);
  return mapSeries(value, name, (one) => {
    const points = [...one.points];
    const changes = points.slice(1).map(([at, number], index) => {
      const [before = at, previous = number] = points[index] ?? [];
      return [at, step(number - previous, (at - before) / 1_000)] as const;
    });
    return series(one, changes);
  });
}

function selectMetrics(filter: MathValue | undefined, metrics: ReadonlyMap<string, MathSeries>): MathValue {
  if (filter !== undefined && filter.kind !== 'text') throw wrongType('METRICS', 'text in quotes', filter);
  const chosen = [...metrics].filter(([id]) => filter === undefined || id.includes(filter.text));
  return { kind: 'array', series: chosen.map(([, one]) => one) };
}

function periodOf({ nodes: [node], metrics }: CallSite): MathValue {
  const metric = node?.kind === 'id' ? metrics.get(node.id) : undefined;
  if (metric === undefined) {
    throw new MetricMathError('WrongType', 'PERIOD needs the id of a metric, not of an expression');
  }
  return scalar(metric.periodSeconds);
}
