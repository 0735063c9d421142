import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Datum, DatumSample, PutMetricDataPorts } from '../tasks/put-metric-data/ports.ts';
import type { CloudWatchCalls } from './cloudwatch-calls.ts';
import { callService } from './service-error.ts';

/** Ports of `put-metric-data`; throws ServiceError. */
export function putMetricDataPorts(cloudwatch: CloudWatchCalls): PutMetricDataPorts {
  return {
    putMetricData: async ({ namespace, data }) => {
      const input = { Namespace: namespace, MetricData: data.map(toMetricDatum) };
      await callService(cloudwatch.putMetricData(input), {
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
