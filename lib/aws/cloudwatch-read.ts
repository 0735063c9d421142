import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { MetricAnswer, MetricDataPorts, MetricResult } from '../tasks/error-report/ports.ts';
import type { MetricQuery } from '../tasks/error-report/query-schema.ts';
import type { CloudWatchCalls } from './cloudwatch-calls.ts';
import { callService } from './service-error.ts';

/** The most that one page holds (CloudWatch API Reference, "GetMetricData"). */
const MAX_DATAPOINTS = 100_800;

/** Metric reading for `error-report`: NextToken is followed and the pages of a series are joined; throws ServiceError. */
export function metricDataPorts(cloudwatch: CloudWatchCalls): MetricDataPorts {
  return {
    getMetricData: (request) => getMetricData(cloudwatch, request),
    listDimensions: (metric) => listDimensions(cloudwatch, metric),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

interface MetricRequest {
  readonly queries: readonly MetricQuery[];
  readonly start: Date;
  readonly end: Date;
}

async function getMetricData(
  cloudwatch: CloudWatchCalls,
  { queries, start, end }: MetricRequest,
): Promise<MetricAnswer> {
  const joined = new Map<string, MetricResult>();
  const messages = new Set<string>();
  let token: string | undefined;
  do {
    const input = {
      MetricDataQueries: queries.map(toMetricDataQuery),
      StartTime: start,
      EndTime: end,
      ScanBy: 'TimestampAscending' as const,
      MaxDatapoints: MAX_DATAPOINTS,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const page = await callService(cloudwatch.getMetricData(input), {
      service: 'cloudwatch',
      operation: 'GetMetricData',
      message: `cannot read the metrics of ${queries.length} queries`,
    });
    for (const { Code, Value } of page.Messages ?? []) messages.add([Code, Value].filter(Boolean).join(': '));
    for (const result of page.MetricDataResults ?? []) join(joined, toMetricResult(result));
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return { results: [...joined.values()], messages: [...messages] };
}

function toMetricDataQuery(query: MetricQuery): MetricDataQuery {
  const { MetricStat, ...rest } = query;
  if (MetricStat === undefined) return rest;
  const { Metric, Period, Stat, Unit } = MetricStat;
  const Dimensions = (Metric.Dimensions ?? []).map(({ Name, Value }) => ({ Name, Value }));
  const unit = Unit === undefined ? {} : { Unit };
  return { ...rest, MetricStat: { Metric: { ...Metric, Dimensions }, Period, Stat, ...unit } };
}

function toMetricResult(result: MetricDataResult): MetricResult {
  const { Id = '', Label, Timestamps = [], Values = [], StatusCode = 'Complete', Messages = [] } = result;
  const points = Timestamps.flatMap((timestamp, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: timestamp.toISOString(), value }];
  });
  const messages = Messages.map(({ Code, Value }) => [Code, Value].filter(Boolean).join(': '));
  return { id: Id, label: Label ?? Id, status: StatusCode, points, messages };
}

/** A later page continues the series; its status is the one that holds. */
function join(joined: Map<string, MetricResult>, next: MetricResult): void {
  const key = JSON.stringify([next.id, next.label]);
  const earlier = joined.get(key);
  const points = [...(earlier?.points ?? []), ...next.points];
  const messages = [...new Set([...(earlier?.messages ?? []), ...next.messages])];
  joined.set(key, { ...next, points, messages });
}

async function* listDimensions(
  cloudwatch: CloudWatchCalls,
  { namespace, metricName }: { readonly namespace: string; readonly metricName: string },
): AsyncIterable<Readonly<Record<string, string>>> {
  let token: string | undefined;
  do {
    const input = {
      Namespace: namespace,
      MetricName: metricName,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const page = await callService(cloudwatch.listMetrics(input), {
      service: 'cloudwatch',
      operation: 'ListMetrics',
      message: `cannot list metric "${metricName}" of "${namespace}"`,
    });
    for (const { Dimensions = [] } of page.Metrics ?? []) {
      yield Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
    }
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}
