import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
  PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';

export type MetricDataPage = Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'Messages' | 'NextToken'>;
export type MetricsPage = Pick<ListMetricsCommandOutput, 'Metrics' | 'NextToken'>;

/**
 * The calls that tasks make of CloudWatch, in its own words. A refusal is an exception that bears the service's name for
 * it, whoever sends the call; throttles and failures of the service have been tried six times by then.
 */
export interface CloudWatchCalls {
  readonly getMetricData: (input: GetMetricDataCommandInput) => Promise<MetricDataPage>;
  readonly listMetrics: (input: ListMetricsCommandInput) => Promise<MetricsPage>;
  /** Compressed above 10 kB. */
  readonly putMetricData: (input: PutMetricDataCommandInput) => Promise<unknown>;
}
