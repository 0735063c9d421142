import { ServiceError } from '../model/errors.ts';
import type { ActionRecord } from '../run/job-records.ts';
import type { Incident } from '../run/watchdog/job-watch.ts';
import { type Calls, openCalls } from './calls.ts';
import { type History, openHistory } from './history.ts';
import { type JobView, viewJob } from './job-view.ts';
import type { ConsoleJob, ConsolePort } from './port.ts';
import { keepRecent, type Recent } from './recent.ts';
import type { Viewer } from './times.ts';

const JOBS_FRESH_MS = 3_000;
const ACTIONS_SHOWN = 10;
const QUEUE_FRESH_MS = 15_000;
const INCIDENTS_FRESH_MS = 10_000;
/** A page waits so long for what is new at most; what takes longer comes with its next renewal, two seconds later. */
export const PATIENCE_MS = 50;
/** So long where what is known is old: nobody has looked for a while. */
const LONG_PATIENCE_MS = 200;

/** What the console is given. */
export interface ConsoleOptions {
  readonly port: ConsolePort;
  readonly now: () => Date;
  /** The viewer's zone, an IANA name. */
  readonly timezone: string;
  readonly sleep: (ms: number) => Promise<void>;
  readonly makeId: () => string;
}

/** What the pages share. */
export interface ConsoleContext {
  readonly port: ConsolePort;
  readonly history: History;
  readonly calls: Calls;
  readonly jobs: Recent<readonly ConsoleJob[]>;
  readonly deadLetters: Recent<number>;
  readonly incidents: Recent<readonly Incident[]>;
  /** What operators did to a job, newest first. */
  readonly actions: (job: string) => Recent<readonly ActionRecord[]>;
  readonly viewer: () => Viewer;
}

/** Opens what the pages share; nothing is read yet. */
export function openContext(options: ConsoleOptions): ConsoleContext {
  const { port, now, timezone, makeId } = options;
  return {
    port,
    history: openHistory(port, options),
    calls: openCalls({ now, makeId, explain: explainError }),
    jobs: keepRecent(port.listJobs, JOBS_FRESH_MS, options),
    deadLetters: keepRecent(port.countDeadLetters, QUEUE_FRESH_MS, options),
    incidents: keepRecent(port.readIncidents, INCIDENTS_FRESH_MS, options),
    actions: keepActions(options),
    viewer: () => ({ now: now(), timezone }),
  };
}

function keepActions(options: ConsoleOptions): ConsoleContext['actions'] {
  const kept = new Map<string, Recent<readonly ActionRecord[]>>();
  return (job) => {
    const load = () => options.port.readActions(job, ACTIONS_SHOWN);
    const recent = kept.get(job) ?? keepRecent(load, JOBS_FRESH_MS, options);
    kept.set(job, recent);
    return recent;
  };
}

/** The jobs, waited for: without them there is no page. Throws what their first reading threw. */
export async function readJobs({ jobs }: ConsoleContext): Promise<readonly ConsoleJob[]> {
  const { value, error } = await jobs.read(jobs.hasValue() ? PATIENCE_MS : Number.POSITIVE_INFINITY);
  if (value !== undefined) return value;
  throw error;
}

/** The jobs with their histories, as far as these are known by now. */
export async function readViews(context: ConsoleContext): Promise<readonly JobView[]> {
  const jobs = await readJobs(context);
  await refresh(
    context,
    jobs.map(({ name }) => name),
  );
  return jobs.map((job) => viewJob(job, context.history));
}

/** Brings what is kept of these jobs up to date, as far as a page can wait for it. */
export async function refresh({ history }: ConsoleContext, jobs: readonly string[]): Promise<void> {
  await history.refresh(jobs, history.isOld(jobs) ? LONG_PATIENCE_MS : PATIENCE_MS);
}

/** An error in words that may be shown: those of a service, which hold no secret; of others, only that there was one. */
export function explainError(error: unknown): string {
  if (error instanceof ServiceError) return `${error.message} (${error.code})`;
  return 'something broke in the console itself; NIGHTSHIFT_DEBUG=1 nightshift console prints what';
}
