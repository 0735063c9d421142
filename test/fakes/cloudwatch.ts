import { readFileSync } from 'node:fs';
import { ServiceError } from '../../lib/model/errors.ts';
import type { MetricDataPorts, MetricResult } from '../../lib/tasks/error-report/ports.ts';
import { readQueryFile } from '../../lib/tasks/error-report/query-file.ts';
import type { MetricQuery } from '../../lib/tasks/error-report/query-schema.ts';
import { evaluateExpression } from '../../lib/tasks/metric-math/evaluate.ts';
import type { MathSeries } from '../../lib/tasks/metric-math/values.ts';

export interface FakeDatum {
  readonly metric: string;
  readonly at: string;
  readonly value: number;
}

interface FakeOptions {
  readonly dimensions?: readonly Readonly<Record<string, string>>[];
  /** `computes` as CloudWatch; `marks` each expression as InternalError as ministack; `refuses` all; `empty` as moto. */
  readonly math: 'computes' | 'marks' | 'refuses' | 'empty';
  /** Statuses that all results get, one per request; then Complete. */
  readonly statuses?: MetricResult['status'][];
}

export interface FakeCloudwatch extends MetricDataPorts {
  readonly requests: (readonly MetricQuery[])[];
  readonly pausedMs: () => number;
}

/** The four points of document 000, moved to a day. */
export function document000(day: string): readonly FakeDatum[] {
  return [
    { metric: 'Invocations', at: `${day}T04:00:10Z`, value: 10 },
    { metric: 'Invocations', at: `${day}T04:03:00Z`, value: 10 },
    { metric: 'Errors', at: `${day}T04:02:00Z`, value: 9 },
    { metric: 'Errors', at: `${day}T04:20:00Z`, value: 1 },
  ];
}

/** Document 000's query file, byte for byte. */
export const sampleQueries = readQueryFile(
  readFileSync(new URL('../../queries/sampleQuery.json', import.meta.url), 'utf8'),
);

/** CloudWatch in memory: sums of data by metric name, and metric math or not. */
export function fakeCloudwatch(data: readonly FakeDatum[], options: FakeOptions): FakeCloudwatch {
  let pausedMs = 0;
  const statuses = [...(options.statuses ?? [])];
  const requests: (readonly MetricQuery[])[] = [];
  return {
    requests,
    pausedMs: () => pausedMs,
    pause: async (milliseconds) => {
      pausedMs += milliseconds;
    },
    listDimensions: async function* () {
      yield* options.dimensions ?? [];
    },
    getMetricData: async ({ queries, start, end }) => {
      requests.push(queries);
      const hasMath = queries.some(({ Expression }) => Expression !== undefined);
      if (hasMath && options.math === 'refuses') {
        const message = 'cannot read the metrics: Expressions not implemented';
        throw new ServiceError({
          code: 'InternalError',
          message,
          service: 'cloudwatch',
          operation: 'GetMetricData',
        });
      }
      const status = statuses.shift() ?? 'Complete';
      const metrics = new Map<string, MathSeries>();
      for (const query of queries) {
        if (query.MetricStat !== undefined) metrics.set(query.Id, sumUp(data, query, { start, end }));
      }
      const expressions = new Map(
        queries.flatMap(({ Id, Expression }) => (Expression === undefined ? [] : [[Id, Expression]])),
      ); // prettier-ignore
      const scope = { window: { start, end }, metrics, expressions };
      const results = queries.flatMap(({ Id, Expression, Label }): MetricResult[] => {
        const metric = metrics.get(Id);
        const all = metric
          ? [metric]
          : options.math !== 'computes'
            ? []
            : evaluateExpression(Expression ?? '', scope);
        const lines = all.length === 0 ? [{ points: new Map<number, number>() }] : all;
        return lines.map(({ points }) => ({
          id: Id,
          label: Label ?? Id,
          status: metric === undefined && options.math === 'marks' ? 'InternalError' : status,
          points: [...points].map(([at, value]) => ({ at: new Date(at).toISOString(), value })),
          messages:
            metric === undefined && options.math === 'marks'
              ? ['Unsupported: Expressions not implemented']
              : [],
        }));
      });
      return { results, messages: [] };
    },
  };
}

function sumUp(
  data: readonly FakeDatum[],
  { Id, MetricStat }: MetricQuery,
  window: { start: Date; end: Date },
): MathSeries {
  const periodSeconds = MetricStat?.Period ?? 60;
  const points = new Map<number, number>();
  for (const { metric, at, value } of data) {
    const time = Date.parse(at);
    if (
      metric !== MetricStat?.Metric.MetricName ||
      time < window.start.getTime() ||
      time >= window.end.getTime()
    )
      continue;
    const start = Math.floor(time / (periodSeconds * 1_000)) * periodSeconds * 1_000;
    points.set(start, (points.get(start) ?? 0) + value);
  }
  return { label: Id, periodSeconds, points: new Map([...points].sort(([a], [b]) => a - b)) };
}
