import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WatchdogPorts } from '../../run/watchdog/watch-jobs.ts';
import { type DeployedJob, readDeployedJobs } from './deployed-jobs.ts';
import { readLastLine } from './log-line.ts';
import { dynamoWatchRows } from './watch-rows.ts';

/** The app's parts that the watchdog works with, by name. */
export interface WatchdogSettings {
  readonly ledger: string;
  /** Name of the base stack; the jobs' stacks are named after it. */
  readonly baseStack: string;
}

/** Makes the clients once; gives each look its ports. */
export function openWatchdog({ ledger, baseStack }: WatchdogSettings): () => WatchdogPorts {
  const cloudFormation = new CloudFormationClient({});
  const logs = new CloudWatchLogsClient({});
  const rows = dynamoWatchRows(new DynamoDBClient({}), ledger);
  const now = () => new Date();
  return () => {
    let deployed: readonly DeployedJob[] = [];
    return {
      ...rows,
      now,
      readJobs: async () => {
        deployed = await readDeployedJobs(cloudFormation, baseStack);
        return deployed.map(({ watched }) => watched);
      },
      readLogLine: async (job, row) => {
        const found = deployed.find(({ watched }) => watched.name === job);
        return found === undefined ? undefined : readLastLine(logs, { ...found, row, now: now() });
      },
    };
  };
}
