import { evaluateNode, type MathScope } from '../metric-math/evaluate.ts';
import { parseExpression } from '../metric-math/parse.ts';
import { findReferences, type MathNode } from '../metric-math/syntax.ts';
import type { MathSeries } from '../metric-math/values.ts';
import { isSql } from './expression.ts';
import type { MetricQuery } from './query-schema.ts';

/** A rate's two sides, period by period. */
export interface RateSides {
  readonly errors: MathSeries;
  readonly total: MathSeries;
  readonly errorsName: string;
  readonly totalName: string;
  /** 100 when the expression gives per cent. */
  readonly scale: 1 | 100;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const COUNTS = /^(Sum|SampleCount)$/;

/**
 * The two sides of an expression that divides a part by its whole: `m1 / m2`, `100 * FILL(m1, 0) / m2`, `SUM([…]) / m2`.
 * Undefined where it is another expression, or where a side is no count.
 */
export function findRate(
  query: MetricQuery,
  queries: readonly MetricQuery[],
  scope: MathScope,
): RateSides | undefined {
  if (query.Expression === undefined || isSql(query.Expression)) return undefined;
  const { node, scale } = stripPercent(parseExpression(query.Expression));
  if (node.kind !== 'binary' || node.operator !== '/') return undefined;
  if (!isCount(node.left, queries) || !isCount(node.right, queries)) return undefined;
  const errors = evaluateNode(node.left, scope);
  const total = evaluateNode(node.right, scope);
  if (errors.kind !== 'series' || total.kind !== 'series') return undefined;
  const isPart = [...errors.series.points].every(([at, value]) => {
    const whole = total.series.points.get(at);
    return value >= 0 && (whole === undefined || whole === 0 || value <= whole);
  });
  if (!isPart) return undefined;
  const names = { errorsName: sideName(node.left, queries), totalName: sideName(node.right, queries) };
  return { errors: errors.series, total: total.series, scale, ...names };
}

/** Wilson's score interval for errors of total, with 95 % confidence; between 0 and 1. */
export function wilsonInterval(errors: number, total: number): Interval {
  if (total <= 0) return { low: 0, high: 1 };
  const z = 1.959963984540054;
  const share = errors / total;
  const divisor = 1 + (z * z) / total;
  const centre = (share + (z * z) / (2 * total)) / divisor;
  const reach = (z / divisor) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return {
    low: errors === 0 ? 0 : Math.max(0, centre - reach),
    high: errors === total ? 1 : Math.min(1, centre + reach),
  };
}

function stripPercent(node: MathNode): { readonly node: MathNode; readonly scale: 1 | 100 } {
  if (node.kind !== 'binary') return { node, scale: 1 };
  const isHundred = (side: MathNode) => side.kind === 'number' && side.value === 100;
  if (node.operator === '*' && isHundred(node.left)) return { node: node.right, scale: 100 };
  if (node.operator === '*' && isHundred(node.right)) return { node: node.left, scale: 100 };
  const { left, right } = node;
  if (node.operator === '/' && left.kind === 'binary' && left.operator === '*') {
    if (isHundred(left.left)) return { node: { ...node, left: left.right, right }, scale: 100 };
    if (isHundred(left.right)) return { node: { ...node, left: left.left, right }, scale: 100 };
  }
  return { node, scale: 1 };
}

function isCount(node: MathNode, queries: readonly MetricQuery[]): boolean {
  if (node.kind === 'number') return false;
  const { ids, all } = findReferences(node);
  const stats = queries.flatMap(({ Id, MetricStat }) => (all || ids.has(Id) ? [MetricStat?.Stat ?? ''] : []));
  return stats.length > 0 && stats.every((stat) => COUNTS.test(stat));
}

function sideName(node: MathNode, queries: readonly MetricQuery[]): string {
  const { ids, all } = findReferences(node);
  const names = queries
    .filter(({ Id, MetricStat }) => MetricStat !== undefined && (all || ids.has(Id)))
    .map(({ Id, Label, MetricStat }) => Label ?? MetricStat?.Metric.MetricName ?? Id);
  return names.length > 3 ? `${names.slice(0, 2).join(' + ')} + ${names.length - 2} more` : names.join(' + ');
}
