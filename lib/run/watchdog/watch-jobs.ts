import type { DueAction } from '../due-starts.ts';
import { toFailure } from '../failure.ts';
import type { SlotRecord } from '../ledger.ts';
import type { Settling } from '../settle-slots.ts';
import type { Incident, JobWatch } from './job-watch.ts';
import { earliestSlot, lookAtJob, restJob, type Verdict } from './look-at-job.ts';
import type { WatchedJob } from './watched-job.ts';

/** What the watchdog reads and writes. All but `readLogLine` throw ServiceError. */
export interface WatchdogPorts {
  /** The jobs as they are deployed at this moment. */
  readonly readJobs: () => Promise<readonly WatchedJob[]>;
  /** All that earlier looks remembered, of every job. */
  readonly readWatches: () => Promise<readonly JobWatch[]>;
  /** A job's slots from one to another (default: to the last), oldest first, as the table itself has them now. */
  readonly readSlots: (job: string, from: string, to?: string) => Promise<readonly SlotRecord[]>;
  readonly isPaused: (job: string) => Promise<boolean>;
  /** Writes watch and incidents together if the watch still has the version before; false where another look was faster. */
  readonly write: (watch: JobWatch, incidents: readonly Incident[]) => Promise<boolean>;
  /** The last line that the job's log has about a slot; undefined where there is none or it cannot be read. */
  readonly readLogLine: (job: string, row: SlotRecord | undefined) => Promise<string | undefined>;
  /** Starts what is due of a job and nobody else starts, and writes down what nobody will (`settleSlots`). */
  readonly settle: (settling: Settling) => Promise<readonly DueAction[]>;
  readonly now: () => Date;
}

/** What one look at all jobs came to. */
export interface WatchReport {
  readonly jobs: number;
  readonly opened: readonly Incident[];
  readonly closed: readonly Incident[];
  /** Slots that were started, told to wait, or written down as skipped. */
  readonly settled: number;
  /** Jobs that could not be looked at, each with the reason. */
  readonly failures: readonly string[];
}

const JOBS_AT_ONCE = 8;

/**
 * Looks at every job once, and at what was remembered of jobs that are no longer there. A job that cannot be looked at
 * does not keep the others from it.
 */
export async function watchJobs(ports: WatchdogPorts): Promise<WatchReport> {
  const [jobs, remembered] = await Promise.all([ports.readJobs(), ports.readWatches()]);
  const watches = new Map(remembered.map((watch) => [watch.job, watch]));
  const known = new Set(jobs.map(({ name }) => name));
  const looks = [
    ...jobs.map((job) => ({ name: job.name, look: () => look(job, watches.get(job.name), ports) })),
    ...[...watches.values()]
      .filter(({ job }) => !known.has(job))
      .map((watch) => ({ name: watch.job, look: () => leave(watch, ports) })),
  ];
  const results = await mapLimited(looks, async ({ name, look: run }) => {
    try {
      return await run();
    } catch (error) {
      return `job "${name}": ${toFailure(error).outcome.reason}`;
    }
  });
  const verdicts = results.filter((result) => typeof result !== 'string');
  return {
    jobs: jobs.length,
    opened: verdicts.flatMap(({ opened }) => opened),
    closed: verdicts.flatMap(({ closed }) => closed),
    settled: verdicts.reduce((sum, { settled }) => sum + settled, 0),
    failures: results.filter((result) => typeof result === 'string'),
  };
}

type Told = Pick<Verdict, 'opened' | 'closed'> & { readonly settled: number };

const NOTHING: Told = { opened: [], closed: [], settled: 0 };

/**
 * While a job is being deployed it is left alone; the look after that takes up what was due meanwhile. What is wrong is
 * told before anything is made good.
 */
async function look(job: WatchedJob, watch: JobWatch | undefined, ports: WatchdogPorts): Promise<Told> {
  if (job.isChanging) return NOTHING;
  const [rows, isPaused] = await Promise.all([
    watch === undefined ? [] : ports.readSlots(job.name, earliestSlot(watch)),
    ports.isPaused(job.name),
  ]);
  const now = ports.now();
  const verdict = lookAtJob({ job, watch, rows, isPaused, now });
  const told = await record(await withLogLines(verdict, rows, ports), ports);
  const actions = await ports.settle({ job, since: new Date(verdict.watch.since), now });
  return { ...told, settled: actions.length };
}

/** A job that is no longer deployed. */
function leave(watch: JobWatch, ports: WatchdogPorts): Promise<Told> {
  return record(restJob(watch, 'the job is no longer deployed', ports.now()), ports);
}

async function withLogLines(
  verdict: Verdict,
  rows: readonly SlotRecord[],
  { readLogLine }: WatchdogPorts,
): Promise<Verdict> {
  if (verdict.opened.length === 0) return verdict;
  const opened = await Promise.all(
    verdict.opened.map(async (incident) => {
      const row = rows.find(({ slot }) => slot === incident.slot);
      const logLine = await readLogLine(incident.job, row);
      return logLine === undefined ? incident : { ...incident, logLine };
    }),
  );
  const open = verdict.watch.open.map(
    (incident) => opened.find(({ kind }) => kind === incident.kind) ?? incident,
  );
  return { ...verdict, opened, watch: { ...verdict.watch, open } };
}

/** Where another look was faster, it has told what there is to tell. */
async function record({ watch, changed, opened, closed }: Verdict, ports: WatchdogPorts): Promise<Told> {
  if (!changed) return NOTHING;
  const next = { ...watch, version: watch.version + 1 };
  return (await ports.write(next, [...closed, ...opened])) ? { opened, closed, settled: 0 } : NOTHING;
}

async function mapLimited<In, Out>(items: readonly In[], run: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: JOBS_AT_ONCE }, work));
  return results;
}
