import { ServiceError } from '../../model/errors.ts';
import { MetricMathError } from '../metric-math/error.ts';
import { evaluateExpression, type MathScope } from '../metric-math/evaluate.ts';
import { type MathSeries, series } from '../metric-math/values.ts';
import { sourceMetrics } from './expression.ts';
import type { Fetched } from './fetch.ts';
import type { MetricResult } from './ports.ts';
import type { MetricQuery } from './query-schema.ts';
import type { ReportWindow } from './window.ts';

/** One line of the report, before its figures are made. */
export interface ResolvedSeries {
  readonly query: MetricQuery;
  readonly label: string;
  readonly series: MathSeries;
  readonly origin: 'cloudwatch' | 'computed';
}

export interface Resolved {
  readonly shown: readonly ResolvedSeries[];
  /** Everything that expressions may refer to, for sample sizes. */
  readonly scope: MathScope;
}

/**
 * The series to show. An expression that the server did not compute is computed here; one that is answered `Complete`
 * without values although its metrics have data is not believed: it is computed here too, or refused by name.
 */
export function resolveSeries(
  queries: readonly MetricQuery[],
  fetched: Fetched,
  window: ReportWindow,
): Resolved {
  const metrics = new Map<string, MathSeries>();
  for (const query of queries) {
    if (query.MetricStat === undefined) continue;
    const like = { label: labelOf(query), periodSeconds: query.MetricStat.Period, points: new Map() };
    metrics.set(query.Id, toSeries(like, fetched.results.get(query.Id) ?? []));
  }
  const expressions = new Map(
    queries.flatMap(({ Id, Expression }) => (Expression === undefined ? [] : [[Id, Expression] as const])),
  );
  const scope = { window, metrics, expressions };
  const shown = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap((query) => resolveQuery(query, { queries, fetched, scope }));
  return { shown, scope };
}

interface Request {
  readonly queries: readonly MetricQuery[];
  readonly fetched: Fetched;
  readonly scope: MathScope;
}

function resolveQuery(query: MetricQuery, { queries, fetched, scope }: Request): readonly ResolvedSeries[] {
  const label = labelOf(query);
  const metric = scope.metrics.get(query.Id);
  if (metric !== undefined) return [{ query, label, series: metric, origin: 'cloudwatch' }];
  const results = fetched.results.get(query.Id) ?? [];
  const sources = sourceMetrics(query, queries);
  const periodSeconds =
    query.Period ?? Math.max(60, ...sources.map(({ MetricStat }) => MetricStat?.Period ?? 0));
  const hasSourceData = sources.some(({ Id }) => (scope.metrics.get(Id)?.points.size ?? 0) > 0);
  if (results.some(({ points }) => points.length > 0) || (fetched.hasMath && !hasSourceData)) {
    return fromServer({ query, label, results, periodSeconds });
  }
  return computeHere(query, scope).map((one, _, all) => ({
    query,
    label: all.length === 1 ? label : `${label} ${one.label}`.trim(),
    series: one,
    origin: 'computed',
  }));
}

interface ServerSeries {
  readonly query: MetricQuery;
  readonly label: string;
  readonly results: readonly MetricResult[];
  readonly periodSeconds: number;
}

function fromServer({ query, label, results, periodSeconds }: ServerSeries): readonly ResolvedSeries[] {
  const like = { label, periodSeconds, points: new Map() };
  if (results.length <= 1) return [{ query, label, series: toSeries(like, results), origin: 'cloudwatch' }];
  return results.map((result) => ({
    query,
    label: result.label,
    series: toSeries(like, [result]),
    origin: 'cloudwatch',
  }));
}

function computeHere({ Id, Expression = '' }: MetricQuery, scope: MathScope): readonly MathSeries[] {
  try {
    return evaluateExpression(Expression, scope);
  } catch (error) {
    if (!(error instanceof MetricMathError)) throw error;
    throw new ServiceError({
      code: 'NoValues',
      service: 'cloudwatch',
      operation: 'GetMetricData',
      message: `CloudWatch gave no values for expression "${Id}" although its metrics have data, and ${error.message}`,
      cause: error,
    });
  }
}

function toSeries(like: MathSeries, results: readonly MetricResult[]): MathSeries {
  return series(
    like,
    results.flatMap(({ points }) => points.map(({ at, value }) => [Date.parse(at), value] as const)),
  );
}

function labelOf({ Id, Label, MetricStat }: MetricQuery): string {
  return Label ?? MetricStat?.Metric.MetricName ?? Id;
}
