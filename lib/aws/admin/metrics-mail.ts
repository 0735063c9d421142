import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { type AdminAccess, clientConfig } from './session.ts';

export interface MetricPoint {
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'None';
  readonly timestamp: Date;
}

export interface MetricQuestion {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly from: Date;
  readonly to: Date;
}

/** Metrics and the mail identity, as their owner sees them. */
export interface MetricsMailAdmin {
  readonly putPoints: (namespace: string, points: readonly MetricPoint[]) => Promise<void>;
  readonly sumOf: (question: MetricQuestion) => Promise<number | undefined>;
  readonly verifySender: (address: string) => Promise<void>;
}

/** The admin's calls on CloudWatch and SES. */
export function openMetricsMailAdmin(access: AdminAccess): MetricsMailAdmin {
  const cloudWatch = new CloudWatchClient(clientConfig(access));
  const ses = new SESv2Client(clientConfig(access));
  return {
    putPoints: async (namespace, points) => {
      const MetricData = points.map((point) => ({
        MetricName: point.metricName,
        Dimensions: toDimensions(point.dimensions),
        Value: point.value,
        Unit: point.unit,
        Timestamp: point.timestamp,
      }));
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
    },
    sumOf: async ({ namespace, metricName, dimensions, from, to }) => {
      const { Datapoints = [] } = await cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: metricName,
          Dimensions: toDimensions(dimensions),
          StartTime: from,
          EndTime: to,
          Period: 60,
          Statistics: ['Sum'],
        }),
      );
      return Datapoints.length === 0
        ? undefined
        : Datapoints.reduce((sum, point) => sum + (point.Sum ?? 0), 0);
    },
    verifySender: async (address) => {
      await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
    },
  };
}

function toDimensions(dimensions: Readonly<Record<string, string>>) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
