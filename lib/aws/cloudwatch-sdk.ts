import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import type { CloudWatchCalls } from './cloudwatch-calls.ts';
import type { AwsSession } from './session.ts';

/** CloudWatch through the SDK, for programs whose start is no matter: it knows what a shell's variables and files say. */
export function sdkCloudWatch(
  { region, credentials }: AwsSession,
  options: { readonly endpoint?: string } = {},
): CloudWatchCalls {
  const client = new CloudWatchClient({ region, credentials, maxAttempts: 6, ...options });
  return {
    getMetricData: (input) => client.send(new GetMetricDataCommand(input)),
    listMetrics: (input) => client.send(new ListMetricsCommand(input)),
    putMetricData: (input) => client.send(new PutMetricDataCommand(input)),
  };
}
