import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { openLiveRun } from '../lib/aws/live-run.ts';
import type { AwsSession } from '../lib/model/credentials.ts';
import { handleInvocation, type TaskBundle } from '../lib/run/handle-invocation.ts';
import { handleSlice } from '../lib/run/handle-slice.ts';
import type { RunReport } from '../lib/run/run-report.ts';
import type { AppPorts } from '../lib/tasks/app-ports.ts';
import type { Task } from '../lib/tasks/task.ts';
import { log, measure } from './log.ts';
import { variable } from './variable.ts';

const liveRun = openLiveRun({
  ledger: variable('NIGHTSHIFT_LEDGER'),
  stateBucket: variable('NIGHTSHIFT_STATE_BUCKET'),
  deadLetters: variable('NIGHTSHIFT_DEAD_LETTERS'),
  issuer:
    process.env['NIGHTSHIFT_ISSUE_TOKEN'] === undefined
      ? undefined
      : { functionName: variable('NIGHTSHIFT_ISSUE_TOKEN'), url: variable('NIGHTSHIFT_ISSUER_URL') },
  region: variable('AWS_REGION'),
  endpoint: process.env['AWS_ENDPOINT_URL'],
  endpoints: {
    lambda: endpointOf('LAMBDA'),
    sts: endpointOf('STS'),
    states: endpointOf('SFN'),
    dynamodb: endpointOf('DYNAMODB'),
    s3: endpointOf('S3'),
  },
  stateMachine: process.env['NIGHTSHIFT_STATE_MACHINE'],
  topic: process.env['NIGHTSHIFT_TOPIC'],
  configurationSet: process.env['NIGHTSHIFT_CONFIGURATION_SET'],
});
const jobName = variable('NIGHTSHIFT_JOB');

/** The handler of every task's function: the task, and how its ports are made with the environment's credentials. */
export function taskHandler<Settings, Ports, Item>(
  task: Task<Settings, Ports, Item>,
  taskPorts: (session: AwsSession, app: AppPorts) => Ports,
) {
  const bundle = readBundle<Settings>();
  return (event: unknown, context: Context) =>
    handleInvocation({ task, taskPorts, bundle, jobName, ...liveRun({ event, context }), report });
}

/** The handler of a function that does slices of the task's runs. */
export function sliceHandler<Settings, Ports, Item>(
  task: Task<Settings, Ports, Item>,
  taskPorts: (session: AwsSession, app: AppPorts) => Ports,
) {
  const bundle = readBundle<Settings>();
  return async (event: unknown, context: Context) => {
    const input = { task, taskPorts, bundle, jobName, ...liveRun({ event, context }), report };
    try {
      const done = await handleSlice(input);
      log('INFO', 'slice ended', { ...done });
      return done;
    } catch (error) {
      log('ERROR', 'slice failed', { reason: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  };
}

function readBundle<Settings>(): TaskBundle<Settings> {
  return JSON.parse(readFileSync(new URL('./jobs.json', import.meta.url), 'utf8'));
}

/** One structured line and the metrics of one invocation; never the event, a token or a credential. */
function report(ended: RunReport): void {
  const { effect, outcome, durationMs, items, job } = ended;
  const { breaches } = outcome.figures;
  log(outcome.kind === 'failed' ? 'ERROR' : 'INFO', 'run ended', { ...ended });
  const metrics = {
    [metricOf(ended)]: 1,
    ...(effect === 'done' ? { DurationMilliseconds: durationMs } : {}),
    // What a report found beyond its limits: alarms can be set on it whether or not the job fails on a breach.
    ...(breaches === undefined ? {} : { Breaches: breaches }),
    ...(items === undefined ? {} : { Items: items }),
  };
  measure(metrics, { job });
}

/** `Failed` only when no further attempt will be made: it is what the job's alarm watches. */
function metricOf({ effect, retry, outcome }: RunReport): string {
  if (effect === 'continued') return 'Continued';
  if (effect === 'waiting') return 'Waiting';
  if (effect !== 'done') return 'Duplicate';
  const names = {
    succeeded: 'Succeeded',
    'nothing-to-do': 'NothingToDo',
    skipped: 'Skipped',
    failed: retry ? 'Retried' : 'Failed',
  };
  return names[outcome.kind];
}

/** A local stack says where it is; AWS says nothing. */
export function endpointOf(service: string): string | undefined {
  return process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env['AWS_ENDPOINT_URL'];
}
