import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Datum, DatumSample, PutMetricDataPorts } from '../tasks/put-metric-data/ports.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

interface Options {
  readonly endpoint?: string;
}

/** Ports of `put-metric-data`. The SDK compresses bodies above 10 kB and retries throttling; throws ServiceError. */
export function putMetricDataPorts(session: AwsSession, options: Options = {}): PutMetricDataPorts {
  const client = new CloudWatchClient({
    region: session.region,
    credentials: session.credentials,
    maxAttempts: 6,
    ...options,
  });
  return {
    putMetricData: async ({ namespace, data }) => {
      const command = new PutMetricDataCommand({ Namespace: namespace, MetricData: data.map(toMetricDatum) });
      await callService(client.send(command), {
        service: 'cloudwatch',
        operation: 'PutMetricData',
        message: `cannot publish metric data in "${namespace}"`,
      });
    },
  };
}

function toMetricDatum(datum: Datum): MetricDatum {
  return {
    MetricName: datum.metricName,
    Dimensions: Object.entries(datum.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(datum.timestamp),
    Unit: datum.unit,
    ...(datum.storageResolution === undefined ? {} : { StorageResolution: datum.storageResolution }),
    ...sampleFields(datum.sample),
  };
}

function sampleFields(sample: DatumSample): Partial<MetricDatum> {
  switch (sample.kind) {
    case 'value':
      return { Value: sample.value };
    case 'values':
      return {
        Values: [...sample.values],
        ...(sample.counts === undefined ? {} : { Counts: [...sample.counts] }),
      };
    case 'statistics': {
      const { sampleCount, sum, minimum, maximum } = sample;
      return { StatisticValues: { SampleCount: sampleCount, Sum: sum, Minimum: minimum, Maximum: maximum } };
    }
  }
}
