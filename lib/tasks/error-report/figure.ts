import type { MathScope } from '../metric-math/evaluate.ts';
import type { MathSeries } from '../metric-math/values.ts';
import { sourceMetrics } from './expression.ts';
import type { MetricQuery } from './query-schema.ts';
import { findRate, type RateSides, wilsonInterval } from './rate.ts';
import type { ReportPoint, SeriesFigure } from './report.ts';
import type { ResolvedSeries } from './resolve.ts';

export interface Summary {
  readonly figure: SeriesFigure;
  readonly points: readonly ReportPoint[];
  readonly notes: readonly string[];
}

/** The one figure of a series, its points and what a reader should know about them. */
export function summarizeSeries(
  { query, label, series }: ResolvedSeries,
  queries: readonly MetricQuery[],
  scope: MathScope,
): Summary {
  const sides = findRate(query, queries, scope);
  if (sides !== undefined) return summarizeRate(label, series, sides);
  const points = [...series.points].map(([at, value]) => ({ at: new Date(at).toISOString(), value }));
  if (points.length === 0) {
    const missing = query.MetricStat === undefined ? sourceMetrics(query, queries).map(nameOf) : [label];
    return { figure: { kind: 'no-data', missing }, points, notes: [] };
  }
  const statistic = statisticOf(query);
  const value = combine(statistic, [...series.points.values()]);
  return { figure: { kind: 'values', statistic, value, points: points.length }, points, notes: [] };
}

/** The rate over the periods in which the expression has a point, so that it agrees with what CloudWatch draws. */
function summarizeRate(label: string, series: MathSeries, sides: RateSides): Summary {
  const points = [...series.points].map(([at, value]) => {
    const counts = { errors: sides.errors.points.get(at) ?? 0, total: sides.total.points.get(at) ?? 0 };
    return { at: new Date(at).toISOString(), value, counts };
  });
  const errors = points.reduce((sum, { counts }) => sum + counts.errors, 0);
  const total = points.reduce((sum, { counts }) => sum + counts.total, 0);
  return { figure: rateFigure({ errors, total }, sides), points, notes: strayErrors(label, sides) };
}

function rateFigure({ errors, total }: { errors: number; total: number }, sides: RateSides): SeriesFigure {
  const { scale } = sides;
  if (sides.total.points.size === 0) {
    const missing = sides.errors.points.size === 0 ? [sides.errorsName, sides.totalName] : [sides.totalName];
    return { kind: 'no-data', missing };
  }
  if (total === 0) return { kind: 'no-traffic' };
  const { low, high } = wilsonInterval(errors, total);
  if (errors === 0) return { kind: 'no-errors', total, high: high * scale, scale };
  return {
    kind: 'rate',
    errors,
    total,
    rate: (errors / total) * scale,
    low: low * scale,
    high: high * scale,
    scale,
  };
}

/** Errors in periods without traffic divide by nothing, and would vanish without a word. */
function strayErrors(label: string, { errors, total, errorsName, totalName }: RateSides): readonly string[] {
  const stray = [...errors.points].filter(([at, value]) => value > 0 && (total.points.get(at) ?? 0) === 0);
  if (stray.length === 0) return [];
  const sum = stray.reduce((all, [, value]) => all + value, 0);
  const first = new Date(stray[0]?.[0] ?? 0).toISOString().slice(0, 16).replace('T', ' ');
  const when = stray.length === 1 ? `at ${first} UTC` : `in ${stray.length} periods from ${first} UTC on`;
  return [`${label} leaves out ${sum} of ${errorsName} ${when}: there is no ${totalName} to divide by`];
}

function statisticOf({ MetricStat }: MetricQuery): 'sum' | 'average' | 'maximum' | 'minimum' {
  const stat = MetricStat?.Stat ?? 'Average';
  if (/^(Sum|SampleCount)$/.test(stat)) return 'sum';
  if (/^Min/.test(stat)) return 'minimum';
  return /^(Max|p\d|tm|wm|ts)/i.test(stat) ? 'maximum' : 'average';
}

function combine(statistic: 'sum' | 'average' | 'maximum' | 'minimum', values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === 'maximum') return values.reduce((most, value) => Math.max(most, value));
  if (statistic === 'minimum') return values.reduce((least, value) => Math.min(least, value));
  return statistic === 'sum' ? sum : sum / values.length;
}

function nameOf({ Id, Label, MetricStat }: MetricQuery): string {
  return Label ?? MetricStat?.Metric.MetricName ?? Id;
}
