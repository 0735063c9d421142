import type { SlotRecord } from '../run/ledger.ts';
import type { ConsolePort } from './port.ts';

const DAY_MS = 86_400_000;
const HISTORY_MS = 31 * DAY_MS;
/** Slots this young are read again at every refresh; older ones change only by hand, and are read at `RELOAD_MS`. */
const YOUNG_MS = 2 * 3_600_000;
/** A slot that runs for longer than this is a dead one: it is not worth reading all that came after it. */
const LONGEST_RUN_MS = 6 * 3_600_000;
const RELOAD_MS = 300_000;
const REFRESH_MS = 1_500;
const OLD_MS = 10_000;
const MOST_SLOTS = 20_000;

/** A job's slots of the last 31 days, newest first. */
export interface JobHistory {
  readonly slots: readonly SlotRecord[];
  /** False while the first reading is still under way. */
  readonly isComplete: boolean;
}

/** The last 31 days of every job, kept in memory so that a page is there at once. */
export interface History {
  readonly of: (job: string) => JobHistory;
  /**
   * Reads what is new, if the last time is a while ago. It waits for as long as it is told at most; what is not read by
   * then is there at a later call. Throws what the first reading of a job threw.
   */
  readonly refresh: (jobs: readonly string[], waitMs: number) => Promise<void>;
  /** Whether it is a while ago that one of these jobs was read: what is shown may be long over. */
  readonly isOld: (jobs: readonly string[]) => boolean;
  /** Reads a job's whole span anew at the next refresh: old slots of it have changed. */
  readonly forget: (job: string) => void;
}

interface Kept {
  readonly slots: Map<string, SlotRecord>;
  sorted: readonly SlotRecord[];
  loadedMs: number;
  refreshedMs: number;
  /** When the last reading that is done began. */
  readMs: number;
  isComplete: boolean;
  reading: Promise<void> | undefined;
}

/** An empty history over a ledger. `sleep` is what bounds the waiting. */
export function openHistory(
  port: Pick<ConsolePort, 'readSlots'>,
  { now, sleep }: { readonly now: () => Date; readonly sleep: (ms: number) => Promise<void> },
): History {
  const jobs = new Map<string, Kept>();
  const keep = (job: string): Kept => {
    const known = jobs.get(job);
    if (known !== undefined) return known;
    const kept = {
      slots: new Map(),
      sorted: [],
      loadedMs: 0,
      refreshedMs: 0,
      readMs: 0,
      isComplete: false,
      reading: undefined,
    };
    jobs.set(job, kept);
    return kept;
  };
  return {
    of: (job) => {
      const { sorted, isComplete } = keep(job);
      return { slots: sorted, isComplete };
    },
    refresh: async (names, waitMs) => {
      const readings = names.map((job) => startReading(keep(job), { job, port, now: now() }));
      await Promise.race([Promise.all(readings), sleep(waitMs)]);
    },
    isOld: (names) => names.some((job) => now().getTime() - keep(job).readMs > OLD_MS),
    forget: (job) => {
      keep(job).loadedMs = 0;
      keep(job).refreshedMs = 0;
    },
  };
}

interface Reading {
  readonly job: string;
  readonly port: Pick<ConsolePort, 'readSlots'>;
  readonly now: Date;
}

/** One reading at a time for each job; whoever asks meanwhile waits for the same one. */
function startReading(kept: Kept, reading: Reading): Promise<void> {
  const nowMs = reading.now.getTime();
  if (kept.reading !== undefined) return kept.reading;
  if (nowMs - kept.refreshedMs < REFRESH_MS) return Promise.resolve();
  kept.refreshedMs = nowMs;
  const isWhole = nowMs - kept.loadedMs >= RELOAD_MS;
  const work = isWhole ? readAll(kept, reading) : readYoung(kept, reading);
  const read = work.then(() => {
    kept.readMs = nowMs;
  });
  const done = read.finally(() => {
    kept.reading = undefined;
  });
  // Nobody may be waiting any more when it fails; the next refresh tries again and tells whoever waits then.
  done.catch(() => {});
  kept.reading = done;
  return done;
}

async function readAll(kept: Kept, { job, port, now }: Reading): Promise<void> {
  const from = formatSlotTime(now.getTime() - HISTORY_MS);
  const slots = await port.readSlots({ job, from, count: MOST_SLOTS });
  kept.slots.clear();
  take(kept, slots);
  kept.loadedMs = now.getTime();
  kept.isComplete = true;
}

/** From the oldest slot that runs, or from two hours ago. */
async function readYoung(kept: Kept, { job, port, now }: Reading): Promise<void> {
  const oldest = formatSlotTime(now.getTime() - LONGEST_RUN_MS);
  const running = kept.sorted.filter(({ state, slot }) => state === 'running' && slot > oldest);
  const [from = ''] = [...running.map(({ slot }) => slot), formatSlotTime(now.getTime() - YOUNG_MS)].sort();
  take(kept, await port.readSlots({ job, from, count: MOST_SLOTS }));
}

/** The order is made anew only when something is new: it is thousands of slots, and most readings bring none. */
function take(kept: Kept, slots: readonly SlotRecord[]): void {
  let changed = slots.length === 0;
  for (const slot of slots) {
    changed ||= kept.slots.get(slot.slot)?.fence !== slot.fence;
    kept.slots.set(slot.slot, slot);
  }
  if (changed) kept.sorted = [...kept.slots.values()].sort((a, b) => (a.slot < b.slot ? 1 : -1));
}

function formatSlotTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
