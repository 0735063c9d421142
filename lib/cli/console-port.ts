import type { Operator } from '../aws/operator.ts';
import type { ConsolePort, SlotName } from '../console/port.ts';
import { keepRecent } from '../console/recent.ts';
import { cancelRun } from '../run/operations/cancel.ts';
import { pauseJob, resumeJob } from '../run/operations/pause.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import { recordAction } from '../run/operations/sign.ts';
import { listConsoleJobs } from './console-jobs.ts';
import { readStoredMail, readStoredPlans } from './console-state.ts';
import { backfill, previewBackfill, readDeadLetters, redrive, type Workplace } from './console-work.ts';
import { isPlanReport } from './jobs-answer.ts';
import { callDeployed } from './jobs-call.ts';
import { findJob, findLedger, findPart, listDeployed } from './jobs-deployed.ts';
import { planOf } from './jobs-plan.ts';
import type { CheckedProject } from './project.ts';

/** Deployments are rare: where things are is looked up once a minute. */
const DEPLOYED_FRESH_MS = 60_000;
const MOST_LOG_LINES = 500;

/** What the page is wired to. */
export interface ConsoleSource {
  readonly place: string;
  readonly operator: Operator;
  readonly project: Pick<CheckedProject, 'jobsFile' | 'environments'>;
  readonly now: () => Date;
}

/** The page's port over a deployed app: the operator's functions, nothing of its own. */
export function openConsolePort(source: ConsoleSource): ConsolePort {
  const { operator, project, place } = source;
  const app = openApp(source);
  return {
    place,
    ...readers(operator, app),
    listJobs: async () => {
      const { deployed, account, ports } = await app();
      return listConsoleJobs({ project, deployed, account, ledger: ports.ledger });
    },
    readIncidents: async () => operator.readIncidents(await findLedger(operator)),
    plan: async (slot) => planOf(await callDeployed({ ...slot, mode: 'plan' }, operator)),
    run: async (call) => {
      const action = {
        job: call.job,
        kind: 'run',
        details: `slot ${call.slot}`,
        reason: 'on the console',
      } as const;
      await recordAction(action, (await app()).ports);
      const answer = await callDeployed({ ...call, mode: 'apply' }, operator);
      if (isPlanReport(answer)) throw new Error(`job "${call.job}" answered with a plan`);
      return answer;
    },
    pause: async (order) => {
      await pauseJob(order, (await app()).ports);
    },
    resume: async (order) => {
      await resumeJob(order, (await app()).ports);
    },
    cancel: async (order) => cancelRun(order, (await app()).ports),
    readActions: async (job, count) => (await app()).ports.ledger.readActions(job, count),
    ...workers(source, app),
  };
}

/** Where the app's parts are, and what is asked of them. */
interface App {
  readonly deployed: Awaited<ReturnType<typeof listDeployed>>;
  readonly account: string | undefined;
  readonly ports: OperationPorts;
  readonly state: Awaited<ReturnType<Operator['openState']>>;
}

function openApp({ operator, now }: ConsoleSource): () => Promise<App> {
  const load = async (): Promise<App> => {
    const [table, bucket, deployed, caller] = await Promise.all([
      findLedger(operator),
      findPart('StateBucket', operator),
      listDeployed(operator),
      operator.readCaller(),
    ]);
    const [ledger, state] = await Promise.all([operator.openLedger(table), operator.openState(bucket)]);
    const ports = { ledger, readCaller: operator.readCaller, now };
    return { deployed, account: caller.split(':')[4], ports, state };
  };
  const recent = keepRecent(load, DEPLOYED_FRESH_MS, { now, sleep: async () => {} });
  return async () => {
    const { value, error } = await recent.read(Number.POSITIVE_INFINITY);
    if (value === undefined) throw error;
    return value;
  };
}

type Readers = Pick<
  ConsolePort,
  'readSlots' | 'readSlot' | 'readAttempts' | 'readLog' | 'readPlans' | 'readMail'
>;

function readers(operator: Operator, app: () => Promise<App>): Readers {
  return {
    readSlots: async (query) => (await app()).ports.ledger.readNewestSlots(query),
    readSlot: async ({ job, slot }) => (await app()).ports.ledger.readSlot(job, slot),
    readAttempts: async ({ job, slot }) => (await app()).ports.ledger.readAttempts(job, slot),
    readLog: async ({ job, from, to }) => {
      const { logGroup } = await findJob(job, operator);
      const lines = await operator.readLog({ logGroup, from, to });
      return lines.slice(-MOST_LOG_LINES).map(({ at, text }) => ({ at: new Date(at), text }));
    },
    readPlans: async (slot: SlotName) => readStoredPlans(slot, (await app()).state),
    readMail: async (slot: SlotName) => readStoredMail(slot, (await app()).state),
  };
}

type Workers = Pick<
  ConsolePort,
  'countDeadLetters' | 'readDeadLetters' | 'previewBackfill' | 'backfill' | 'redrive'
>;

function workers({ operator, project }: ConsoleSource, app: () => Promise<App>): Workers {
  const workplace = async (): Promise<Workplace> => ({
    operator,
    ports: (await app()).ports,
    scheduleOf: (job) => project.jobsFile.jobs.find(({ name }) => name === job)?.schedule,
  });
  return {
    countDeadLetters: async () =>
      (await operator.openDeadLetters(await findPart('DeadLetters', operator))).count(),
    readDeadLetters: async () => readDeadLetters(await workplace()),
    previewBackfill: async (span) => previewBackfill(span, await workplace()),
    backfill: async (request) => backfill(request, await workplace()),
    redrive: async (request) => redrive(request, await workplace()),
  };
}
