import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../../model/errors.ts';
import { type SettlePorts, settleSlots } from '../../run/settle-slots.ts';
import type { WatchdogPorts } from '../../run/watchdog/watch-jobs.ts';
import { dynamoLedger } from '../ledger.ts';
import { openSdkLambda } from '../sdk-lambda.ts';
import { sdkTable } from '../table-sdk.ts';
import { type DeployedJob, readDeployedJobs } from './deployed-jobs.ts';
import { readLastLine } from './log-line.ts';
import { dynamoWatchRows } from './watch-rows.ts';

/** The app's parts that the watchdog works with, by name. */
export interface WatchdogSettings {
  readonly ledger: string;
  /** Name of the base stack; the jobs' stacks are named after it. */
  readonly baseStack: string;
  readonly region: string;
}

/** Makes the clients once; gives each look its ports. */
export function openWatchdog({ ledger: table, baseStack, region }: WatchdogSettings): () => WatchdogPorts {
  const cloudFormation = new CloudFormationClient({});
  const dynamo = new DynamoDBClient({});
  const logs = new CloudWatchLogsClient({});
  const invoke = openSdkLambda({ region });
  const ledger = dynamoLedger(sdkTable(dynamo), table);
  const rows = dynamoWatchRows(dynamo, table);
  const now = () => new Date();
  return () => {
    let deployed: readonly DeployedJob[] = [];
    const find = (job: string) => deployed.find(({ watched }) => watched.name === job);
    const settlePorts: SettlePorts = {
      ledger,
      readSlots: ({ job, from, to }) => rows.readSlots(job, from, to),
      startSlot: async (job, payload) => {
        const found = find(job);
        if (found === undefined) throw goneError(job);
        const { functionName } = found;
        await invoke({ functionName, payload, waitsFor: 'nothing', message: `cannot start job "${job}"` });
      },
    };
    return {
      ...rows,
      now,
      isPaused: async (job) => (await ledger.readControl(job))?.paused !== undefined,
      settle: (settling) => settleSlots(settling, settlePorts),
      readJobs: async () => {
        deployed = await readDeployedJobs(cloudFormation, baseStack);
        return deployed.map(({ watched }) => watched);
      },
      readLogLine: async (job, row) => {
        const found = find(job);
        return found === undefined ? undefined : readLastLine(logs, { ...found, row, now: now() });
      },
    };
  };
}

function goneError(job: string): ServiceError {
  const message = `job "${job}" is not deployed any more`;
  return new ServiceError({ code: 'NotDeployed', message, service: 'lambda', operation: 'Invoke' });
}
