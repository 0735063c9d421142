import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { memoryApp, memoryLedger } from '../local/memory.ts';
import { UsageError } from '../model/errors.ts';
import type { Job } from '../model/job.ts';
import { audienceFor } from '../oidc/claims.ts';
import type { InvocationPorts, RunPlace } from '../run/handle-invocation.ts';
import { cloudOf } from '../tasks/jobs-file/cloud-bundle.ts';
import { closureOf } from '../tasks/jobs-file/environment-rules.ts';
import type { Cli } from './cli.ts';
import { shellDecrypter } from './env-secrets.ts';
import type { JobAnswer } from './jobs-answer.ts';
import { eventOf, type JobCall } from './jobs-call.ts';
import { unknownJob } from './jobs-deployed.ts';
import { localProviders } from './jobs-local-providers.ts';
import { localTasks } from './jobs-local-tasks.ts';
import { fileStateStore } from './jobs-state.ts';
import { type CheckedProject, loadEvaluatedProject } from './project.ts';
import type { LiveOptions } from './run-open.ts';

/** Nobody stops a run in this process; the claim of its slot wants some end. */
const DEADLINE_MS = 24 * 60 * 60_000;

/** What a call here needs besides the project. */
export interface LocalSurroundings {
  readonly options: LiveOptions;
  readonly cli: Cli;
  /** The tasks by name; a test puts its own in. */
  readonly tasks?: typeof localTasks;
}

/**
 * Does a call in this process: the project's files as they stand, the environment's credentials, plans below
 * `.nightshift/state`. The ledger is not asked and not told, so that a slot done elsewhere is not known here.
 */
export async function callLocal(call: JobCall, surroundings: LocalSurroundings): Promise<JobAnswer> {
  const { cli, options, tasks = localTasks } = surroundings;
  const project = await loadEvaluatedProject({ cwd: cli.cwd, now: cli.now() });
  const job = findJob(call.job, project);
  const run = tasks[job.task.name];
  if (run === undefined) throw new UsageError(`task "${job.task.name}" cannot run with --local`);
  const organization = options.organization ?? project.jobsFile.organization;
  const place = await readPlace(job, project, surroundings);
  return run({
    jobName: job.name,
    event: eventOf(call),
    bundleText: JSON.stringify(bundleOf(job, organization, project)),
    invocation: { requestId: randomUUID(), deadline: new Date(cli.now().getTime() + DEADLINE_MS) },
    place,
    ports: portsOf({ job, organization, region: place.region, root: project.root }, surroundings),
    report: () => {},
  });
}

function findJob(name: string, { jobsFile }: CheckedProject): Job {
  const job = jobsFile.jobs.find((candidate) => candidate.name === name);
  if (job !== undefined) return job;
  const names = jobsFile.jobs.map((candidate) => candidate.name);
  throw new UsageError(unknownJob(name, names, 'in jobs.yaml'));
}

/** The account is asked for only where a document names it. */
async function readPlace(
  job: Job,
  { environments }: CheckedProject,
  { options, cli }: LocalSurroundings,
): Promise<RunPlace> {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL: endpoint } = cli.env;
  const region = options.region ?? job.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1';
  const place = { partition: 'aws', region };
  const texts = closureOf(job.environment, environments).map(({ text }) => text);
  const isNeeded = texts.some((text) => /\$\{[^}]*\bcontext\b[^}]*\baccount\b/.test(text));
  if (options.account !== undefined || !isNeeded) return { ...place, account: options.account ?? '' };
  const { readCallerAccount } = await import('../aws/sts.ts');
  const account = await readCallerAccount({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  return { ...place, account };
}

function bundleOf(job: Job, organization: string, { environments, jobsFile }: CheckedProject) {
  const { name, policy, environment, region, task } = job;
  const cloud = cloudOf(job, jobsFile);
  const audience = audienceFor({ organization, rootEnvironment: environment });
  const documents = closureOf(environment, environments).map((file) => [
    file.name,
    environments.get(file.name)?.document,
  ]);
  return {
    organization,
    jobs: { [name]: { name, policy, environment, audience, region, settings: task.settings, ...cloud } },
    documents: Object.fromEntries(documents),
    schedules: jobsFile.schedules,
  };
}

interface PortsInput {
  readonly job: Job;
  readonly organization: string;
  readonly region: string;
  readonly root: string;
}

function portsOf(
  { job, organization, region, root }: PortsInput,
  { options, cli }: LocalSurroundings,
): InvocationPorts {
  const login = { ...options, organization, region, environment: job.environment };
  const state = fileStateStore(join(root, '.nightshift', 'state'));
  return {
    ledger: memoryLedger(),
    state,
    // Neither the app's outbox nor its topic is asked or told: whoever runs a job here sees how it ends.
    app: (jobName) => memoryApp(jobName, { store: state, link: state.link }),
    providers: ({ watch }) => localProviders(login, watch, cli),
    decrypter: () => shellDecrypter(cli),
    openCloud: async (environment) => (await import('./jobs-local-cloud.ts')).openAsPerson(environment, cli),
    // Only a scheduled slot's failure goes there.
    sendDeadLetter: async () => {},
    now: cli.now,
  };
}
