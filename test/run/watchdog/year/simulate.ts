import type { SlotRecord } from '../../../../lib/run/ledger.ts';
import type { Incident, JobWatch } from '../../../../lib/run/watchdog/job-watch.ts';
import { type WatchdogPorts, watchJobs } from '../../../../lib/run/watchdog/watch-jobs.ts';
import type { WatchedJob } from '../../../../lib/run/watchdog/watched-job.ts';
import { makeJobs } from './jobs.ts';
import { makeIntervals, makeWorld } from './make-world.ts';
import { chanceOf } from './random.ts';
import { DAY_MS, type Interval, type JobWorld, MINUTE_MS, within } from './world.ts';

export interface Simulation {
  readonly seed: number;
  readonly jobs: number;
  readonly days: number;
  /** Changes the watchdog's ports, to see that the oracle notices a watchdog that is broken. */
  readonly sabotage?: (ports: WatchdogPorts) => WatchdogPorts;
}

/** What was seen of a simulated time. */
export interface Seen {
  readonly worlds: readonly JobWorld[];
  readonly time: Interval;
  /** When the watchdog looked, successfully. */
  readonly looks: readonly number[];
  readonly incidents: readonly Incident[];
  /** How often an opening was told, by the incident's key. */
  readonly told: ReadonlyMap<string, number>;
}

const LOOK_EVERY_MS = 5 * MINUTE_MS;

/** Lets the watchdog look at worlds of chance, every five minutes, on a clock that only this function moves. */
export async function simulate({ seed, jobs, days, sabotage = (ports) => ports }: Simulation): Promise<Seen> {
  const chance = chanceOf(seed);
  const time = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 0, 5) + days * DAY_MS };
  const worlds = makeJobs(jobs).map((job, index) =>
    makeWorld({ job, index, time, chance: chanceOf(seed * 1000 + index) }),
  );
  const ownOutages = makeIntervals(time, chance, { everyDays: 20, hours: [0.1, 12] });
  const table = memoryTable(worlds);
  const looks: number[] = [];
  for (let at = time.from + 90_000; at < time.to; at += LOOK_EVERY_MS) {
    if (within(at, ownOutages)) continue;
    const now = at + Math.floor(chance.between(0, 20_000));
    table.moveTo(now);
    const ports = sabotage(table.ports({ breaks: () => chance.happens(0.002), now }));
    // A delivery may come twice, and the second look may begin before the first has written.
    const times = chance.happens(0.02) ? 2 : 1;
    const reports = await Promise.all(Array.from({ length: times }, () => watchJobs(ports)));
    if (reports.every(({ failures }) => failures.length === 0)) looks.push(now);
  }
  return { worlds, time, looks, incidents: [...table.incidents.values()], told: table.told };
}

/** The ledger as far as the watchdog sees it: each job's rows as they are at the moment, and the watchdog's own. */
function memoryTable(worlds: readonly JobWorld[]) {
  const states = new Map(worlds.map((world) => [world.name, openRows(world)]));
  const watches = new Map<string, JobWatch>();
  const incidents = new Map<string, Incident>();
  const told = new Map<string, number>();
  const write = (watch: JobWatch, written: readonly Incident[]) => {
    if ((watches.get(watch.job)?.version ?? 0) !== watch.version - 1) return false;
    watches.set(watch.job, watch);
    for (const incident of written) {
      const key = `${incident.job} ${incident.kind} ${incident.slot} ${incident.openedAt}`;
      if (!incidents.has(key)) told.set(key, (told.get(key) ?? 0) + 1);
      else if (incident.closedAt === undefined) told.set(key, (told.get(key) ?? 0) + 1);
      incidents.set(key, incident);
    }
    return true;
  };
  const ports = ({ breaks, now }: { breaks: () => boolean; now: number }): WatchdogPorts => ({
    now: () => new Date(now),
    readJobs: async () => worlds.flatMap((world) => deployedJob(world, now)),
    readWatches: async () => [...watches.values()],
    readSlots: async (job, from) => {
      if (breaks()) throw new Error('the table is out of reach');
      return states.get(job)?.rowsFrom(from) ?? [];
    },
    isPaused: async (job) => within(now, worlds.find(({ name }) => name === job)?.pauses ?? []),
    write: async (watch, written) => {
      if (breaks()) throw new Error('the table is out of reach');
      const done = write(watch, written);
      // Written, and yet the writer never learns of it.
      if (breaks()) throw new Error('the connection was lost');
      return done;
    },
    readLogLine: async () => undefined,
    settle: async () => [],
  });
  const moveTo = (now: number) => {
    for (const rows of states.values()) rows.moveTo(now);
  };
  return { ports, moveTo, incidents, told };
}

/** While a deployment goes on, the outputs of its stack are still the old ones, although rules may have changed already. */
function deployedJob({ eras, deployments }: JobWorld, now: number): readonly WatchedJob[] {
  const done = deployments.filter(({ to }) => to <= now).length;
  const isChanging = within(now, deployments);
  const era = eras[Math.max(0, done - 1)];
  const isGone = done > eras.length || (done === 0 && !isChanging);
  return era === undefined || isGone ? [] : [{ ...era.job, isChanging }];
}

/** One job's rows, which change as time goes on. */
function openRows({ firings }: JobWorld) {
  const changes = firings.flatMap(({ writes }) => writes).toSorted((one, other) => one.at - other.at);
  let done = 0;
  const rows: SlotRecord[] = [];
  return {
    moveTo: (now: number) => {
      for (let change = changes[done]; change !== undefined && change.at <= now; change = changes[done]) {
        put(rows, change.row);
        done += 1;
      }
    },
    rowsFrom: (from: string) => rows.slice(rows.findLastIndex(({ slot }) => slot < from) + 1),
  };
}

/** Keeps the rows in the order of their slots; nearly all changes are at the end. */
function put(rows: SlotRecord[], row: SlotRecord): void {
  const index = rows.findLastIndex(({ slot }) => slot <= row.slot);
  if (rows[index]?.slot === row.slot) rows[index] = row;
  else rows.splice(index + 1, 0, row);
}
