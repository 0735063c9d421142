import type { ConsoleJob } from '../console/port.ts';
import type { Job } from '../model/job.ts';
import type { OperatorLedger } from '../run/operations/ports.ts';
import { closureOf } from '../tasks/jobs-file/environment-rules.ts';
import type { DeployedJob } from './jobs-deployed.ts';
import type { CheckedProject } from './project.ts';

/** What a job is made of: the project's files, what is deployed, and the ledger. */
export interface JobSources {
  readonly project: Pick<CheckedProject, 'jobsFile' | 'environments'>;
  readonly deployed: readonly DeployedJob[];
  readonly ledger: Pick<OperatorLedger, 'readControl'>;
  /** Account of the deployed app, where it is known. */
  readonly account: string | undefined;
}

/** The jobs of `jobs.yaml` in its order, then those that are deployed and no longer in it. */
export async function listConsoleJobs(sources: JobSources): Promise<readonly ConsoleJob[]> {
  const { project, deployed } = sources;
  const declared = project.jobsFile.jobs;
  const others = deployed.filter(({ job }) => declared.every(({ name }) => name !== job));
  const jobs = [
    ...declared.map((job) => ({ ...describeDeclared(job, sources), ...placeOf(job.name, deployed) })),
    ...others.map(({ job }) => ({ name: job, ...placeOf(job, deployed) })),
  ];
  return Promise.all(jobs.map(async (job) => ({ ...job, ...(await readPause(job.name, sources.ledger)) })));
}

function describeDeclared(job: Job, sources: JobSources): ConsoleJob {
  const role = roleOf(job.environment, sources);
  return {
    name: job.name,
    schedule: job.schedule,
    environment: job.environment,
    task: job.task.name,
    policy: job.policy,
    timeoutSeconds: job.timeoutSeconds,
    ...(job.description === undefined ? {} : { description: job.description }),
    ...(role === undefined ? {} : { role }),
  };
}

function placeOf(name: string, deployed: readonly DeployedJob[]): Partial<ConsoleJob> {
  const found = deployed.find(({ job }) => job === name);
  return found === undefined ? {} : { functionName: found.functionName, logGroup: found.logGroup };
}

/** The roles that opening the environment assumes, as its files name them; nothing of it is opened. */
function roleOf(environment: string, { project, account }: JobSources): string | undefined {
  const logins = closureOf(environment, project.environments).flatMap((file) => file.logins);
  const roles = new Set(logins.flatMap(({ roleArn }) => (roleArn === undefined ? [] : [roleArn])));
  const text = [...roles].join(', ');
  if (text === '') return undefined;
  return account === undefined ? text : text.replaceAll('${context.aws.account}', account);
}

async function readPause(job: string, ledger: JobSources['ledger']): Promise<Partial<ConsoleJob>> {
  const paused = (await ledger.readControl(job))?.paused;
  return paused === undefined ? {} : { pause: paused };
}
