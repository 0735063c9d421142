import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { WatchedJob } from '../../run/watchdog/watched-job.ts';
import { toServiceError } from '../service-error.ts';

/** A job as it is deployed, with what belongs to it by name. */
export interface DeployedJob {
  readonly watched: WatchedJob;
  readonly functionName: string;
  readonly logGroup: string;
}

/** What `lib/cdk/job.ts` writes as a job's output. */
interface JobOutput {
  readonly job: string;
  readonly functionName: string;
  readonly logGroup: string;
  readonly watch: Pick<WatchedJob, 'schedule' | 'policy' | 'timeoutSeconds'>;
}

/**
 * Every job of the stacks `<base>-Jobs-1`, `-2` and so on, by their outputs: what is deployed at this moment, whatever a
 * file says. Throws ServiceError.
 */
export async function readDeployedJobs(
  client: CloudFormationClient,
  base: string,
): Promise<readonly DeployedJob[]> {
  const jobs: DeployedJob[] = [];
  for (let number = 1; ; number += 1) {
    const stack = await describe(client, `${base}-Jobs-${number}`);
    if (stack === undefined) return jobs;
    jobs.push(...jobsOf(stack));
  }
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    const message = `cannot read the stack "${name}"`;
    const failure = toServiceError(error, {
      service: 'cloudformation',
      operation: 'DescribeStacks',
      message,
    });
    // CloudFormation has no code of its own for a stack that there is not (API Reference, "DescribeStacks").
    if (failure.code === 'ValidationError' && / does not exist/.test(failure.message)) return undefined;
    throw failure;
  }
}

function jobsOf({ StackName = '', StackStatus, Outputs = [] }: Stack): readonly DeployedJob[] {
  return Outputs.filter(({ OutputKey = '' }) => OutputKey.startsWith('Job')).map(({ OutputValue = '' }) => {
    const output: JobOutput = JSON.parse(OutputValue);
    const { job: name, functionName, logGroup, watch } = output;
    const isChanging = StackStatus?.endsWith('_IN_PROGRESS') === true;
    return { functionName, logGroup, watched: { ...watch, name, stack: StackName, isChanging } };
  });
}
