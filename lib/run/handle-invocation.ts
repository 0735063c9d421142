import type { EnvironmentDocument, Provider } from '../esc/index.ts';
import type { AwsSession } from '../model/credentials.ts';
import type { Outcome } from '../model/outcome.ts';
import type { AppPorts } from '../tasks/app-ports.ts';
import type { Schedules, Task } from '../tasks/task.ts';
import type { ContinuationPorts } from './continuation.ts';
import { invokeSlot } from './invoke-slot.ts';
import { type CloudBundle, type OpenCloud, openCloudSession } from './open-cloud-session.ts';
import { type Decrypt, type OpenedSession, openSession, type ProviderWatch } from './open-session.ts';
import { type PlanReport, planSlot } from './plan-slot.ts';
import type { RunReport } from './run-report.ts';
import type { Invocation, RunJob, RunPorts } from './run-slot.ts';
import { readSlotRequest } from './slot-request.ts';
import type { JobWindow } from './window.ts';

/** What a task's bundle carries beside its code: its jobs, and their environments compiled. */
export interface TaskBundle<Settings> {
  readonly organization: string;
  readonly jobs: Readonly<Record<string, BundledJob<Settings>>>;
  readonly documents: Readonly<Record<string, EnvironmentDocument>>;
  /** Default: none. */
  readonly schedules?: Schedules;
}

export interface BundledJob<Settings> extends RunJob<Settings>, JobWindow {
  readonly environment: string;
  readonly region?: string;
  /** `aud` of the environment's tokens. */
  readonly audience: string;
  /** The roles that the app made for the environment. Default: none, they are somebody else's. */
  readonly madeRoles?: readonly MadeRole[];
  /** Where Pulumi Cloud keeps and opens the environment; `documents` has nothing of it then. */
  readonly cloud?: CloudBundle;
  /** `{partition}`, `{account}` and `{region}` stand for what is known only here. */
  readonly sessionPolicy?: string;
}

/** A role that the app made for an environment, and whom it trusts. */
export interface MadeRole {
  readonly roleName: string;
  readonly subjects: readonly string[];
  readonly maxSessionSeconds: number;
}

/** Where the function runs. */
export interface RunPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** What environments may open in this run. */
export interface ProvidersWanted {
  /** Narrows what the credentials may do. */
  readonly sessionPolicy?: string;
  /** What a token must say for whom it is, before it is sent. */
  readonly audience: string;
  readonly madeRoles: readonly MadeRole[];
  readonly watch: ProviderWatch;
}

export interface InvocationPorts extends ContinuationPorts {
  readonly providers: (wanted: ProvidersWanted) => Readonly<Record<string, Provider>>;
  /** Opens the secrets of one opening; what it keeps goes with it. */
  readonly decrypter: () => Decrypt;
  readonly openCloud: OpenCloud;
  readonly sendDeadLetter: (outcome: Outcome) => Promise<void>;
  /** What the app itself gives the job's task. */
  readonly app: (jobName: string) => HostedAppPorts;
}

/** The part of a task's AppPorts that does not come from the bundle or the environment. */
export type HostedAppPorts = Omit<AppPorts, 'variable' | 'jobsOfTask'>;

export interface InvocationInput<Settings, Ports, Item> {
  readonly task: Task<Settings, Ports, Item>;
  readonly taskPorts: (session: AwsSession, app: AppPorts) => Ports;
  readonly bundle: TaskBundle<Settings>;
  readonly jobName: string;
  readonly event: unknown;
  readonly invocation: Invocation;
  readonly place: RunPlace;
  readonly ports: InvocationPorts;
  readonly report: (report: RunReport) => void;
}

/**
 * One invocation from event to answer. A duplicate answers and does nothing; a scheduled slot that the job's policy
 * forbids is recorded as skipped. A scheduled slot's failure after which nobody tries again goes to the dead letters at
 * once, one that Lambda is to try again throws SlotFailed. A run by hand answers its failure to the person who waits.
 */
export async function handleInvocation<Settings, Ports, Item>(
  input: InvocationInput<Settings, Ports, Item>,
): Promise<RunReport | PlanReport> {
  const { task, invocation, ports } = input;
  const read = readSlotRequest(input.event, ports.now());
  if (read.kind === 'refused') throw new TypeError(read.reason);
  const { request } = read;
  const job = jobOf(input);
  const run = { job, task, request, invocation, ports: runPorts(input, job), ...schedulesOf(input.bundle) };
  if (request.mode === 'plan') return planSlot(run);
  return invokeSlot({ run, window: job, ports, report: input.report });
}

function schedulesOf({ schedules }: TaskBundle<unknown>): Pick<TaskBundle<unknown>, 'schedules'> {
  return schedules === undefined ? {} : { schedules };
}

/** The job that the function is for. */
export function jobOf<Settings, Ports, Item>({ bundle, jobName }: InvocationInput<Settings, Ports, Item>) {
  const job = bundle.jobs[jobName];
  if (job === undefined) throw new Error(`the bundle knows no job "${jobName}"`);
  return job;
}

/** What a run of the job does outside itself. */
export function runPorts<Settings, Ports, Item>(
  { bundle, place, ports, taskPorts }: InvocationInput<Settings, Ports, Item>,
  job: BundledJob<Settings>,
): RunPorts<Ports> {
  return {
    ...ports,
    taskPorts: (session) =>
      taskPorts(session, {
        ...ports.app(job.name),
        variable: session.variable,
        jobsOfTask: Object.keys(bundle.jobs),
      }),
    openSession: () => openJobSession({ bundle, place, ports }, job),
  };
}

function openJobSession(
  { bundle, place, ports }: Pick<InvocationInput<unknown, unknown, unknown>, 'bundle' | 'place' | 'ports'>,
  job: BundledJob<unknown>,
): Promise<OpenedSession> {
  const { audience, sessionPolicy, environment, cloud, madeRoles = [] } = job;
  const region = job.region ?? place.region;
  const { now, openCloud } = ports;
  if (cloud !== undefined) {
    return openCloudSession({ environment: cloud, name: environment, region, open: openCloud, now });
  }
  const here = { ...place, region };
  const policy = sessionPolicy === undefined ? {} : { sessionPolicy: fillIn(sessionPolicy, here) };
  return openSession({
    environment,
    documents: bundle.documents,
    context: contextOf(bundle.organization, here),
    region,
    providers: (watch) => ports.providers({ audience, madeRoles, watch, ...policy }),
    decrypt: ports.decrypter(),
    now,
  });
}

/** What `${context…}` reaches in Lambda; `context.aws` is our one addition to ESC's. */
function contextOf(organization: string, { account, region }: RunPlace) {
  return {
    pulumi: { user: { login: 'nightshift', id: 'nightshift' }, organization: { login: organization } },
    aws: { account, region },
  };
}

function fillIn(policy: string, place: RunPlace): string {
  return policy.replace(/\{(partition|account|region)\}/g, (_match, name: keyof RunPlace) => place[name]);
}
