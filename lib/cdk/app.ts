import type { App, Environment as Place } from 'aws-cdk-lib';
import { Tags } from 'aws-cdk-lib';
import { BaseStack } from './base-stack.ts';
import type { Environment } from './environment.ts';
import type { AppInput } from './input.ts';
import { JobsStack } from './jobs-stack.ts';
import type { LocalDifferences } from './local-differences.ts';

/** A stack may hold 500 resources; a job with its own environment needs a dozen, and three in the base stack. */
const JOBS_PER_STACK = 20;

export interface BuildAppProps {
  readonly input: AppInput;
  readonly differences: LocalDifferences;
  /** Account and Region of the deployment; left open, the CLI's are taken. */
  readonly place: Place;
  /** A schedule's start is told to AWS only while it lies after this. */
  readonly now: Date;
}

/** Builds the base stack and stacks of at most twenty jobs, in the order of `jobs.yaml`. */
export function buildApp(app: App, { input, differences, place, now }: BuildAppProps): void {
  const base = new BaseStack(app, 'Nightshift', {
    description: 'Nightshift: issuer, ledger, state bucket, dead letters, alarms',
    env: place,
    input,
    differences,
  });
  const environments = new Map<string, Environment>();
  const { jobs } = input.jobsFile;
  let previous: BaseStack | JobsStack = base;
  for (let index = 0; index < jobs.length; index += JOBS_PER_STACK) {
    const number = index / JOBS_PER_STACK + 1;
    const stack = new JobsStack(app, `Nightshift-Jobs-${number}`, {
      description: `Nightshift: jobs ${index + 1} to ${Math.min(index + JOBS_PER_STACK, jobs.length)}`,
      env: place,
      input,
      jobs: jobs.slice(index, index + JOBS_PER_STACK),
      environments,
      base,
      differences,
      now,
    });
    // One after the other, so that a job that moves to a later stack is gone from the earlier one by then. One that moves
    // to an earlier stack exists twice for a moment; the ledger lets only one of the two do a slot.
    stack.addStackDependency(previous);
    previous = stack;
  }
  Tags.of(app).add('nightshift:organization', input.jobsFile.organization);
}
