import type { JobSchedule } from '../../model/job.ts';
import { expectedSlots } from '../expected-slots.ts';
import type { SlotRecord } from '../ledger.ts';
import type { OperationPorts, OperatorLedger } from './ports.ts';
import { recordAction } from './sign.ts';

export interface BackfillRange {
  readonly job: string;
  readonly schedule: JobSchedule;
  readonly from: Date;
  /** The last slot lies before. */
  readonly until: Date;
}

export interface Backfill {
  /** Slots to run, oldest first. */
  readonly todo: readonly string[];
  /** Slots that need no run, with what the ledger says of them. */
  readonly done: readonly SlotRecord[];
}

const DONE: readonly SlotRecord['state'][] = ['succeeded', 'nothing-to-do', 'running'];

/**
 * The slots of a range by the schedule, without those that are done or running: a backfill that was interrupted is gone
 * on with by asking for it again.
 */
export async function planBackfill(range: BackfillRange, ledger: OperatorLedger): Promise<Backfill> {
  const { job, schedule, from, until } = range;
  const slots = expectedSlots({ schedule, from, until, anchor: anchorOf(range) });
  const [first, last] = [slots[0], slots.at(-1)];
  if (first === undefined || last === undefined) return { todo: [], done: [] };
  const records = await ledger.readSlots({ job, from: first, to: last });
  const done = records.filter(({ slot, state }) => DONE.includes(state) && slots.includes(slot));
  const known = new Set(done.map(({ slot }) => slot));
  return { todo: slots.filter((slot) => !known.has(slot)), done };
}

/** The past slots of a `rate` are nobody's knowledge: a backfill counts it from the start of the range. */
function anchorOf({ from }: BackfillRange): Date {
  return from;
}

export interface AskedBackfill extends Omit<BackfillRange, 'schedule'> {
  readonly reason: string;
}

/** Records who asked for a backfill, and why, before any of its slots is run. Returns the slots to run. */
export async function beginBackfill(
  { job, from, until, reason }: AskedBackfill,
  { todo }: Backfill,
  ports: OperationPorts,
): Promise<readonly { readonly job: string; readonly slot: string }[]> {
  const details = `${todo.length} slots from ${from.toISOString()} to ${until.toISOString()}`;
  if (todo.length > 0) await recordAction({ job, kind: 'backfill', details, reason }, ports);
  return todo.map((slot) => ({ job, slot }));
}

export interface Backfilling<Result> {
  readonly slots: readonly string[];
  /** How many run at the same time. */
  readonly parallel: number;
  readonly run: (slot: string) => Promise<Result>;
  readonly signal?: AbortSignal;
}

export interface BackfilledSlot<Result> {
  readonly slot: string;
  readonly result: Result;
}

/** Runs the slots, never more than `parallel` at once, and tells of each as it ends. Stops starting when aborted. */
export async function* runSlots<Result>(work: Backfilling<Result>): AsyncGenerator<BackfilledSlot<Result>> {
  const left = [...work.slots];
  const running = new Map<string, Promise<BackfilledSlot<Result>>>();
  const isOver = () => left.length === 0 || work.signal?.aborted === true;
  while (running.size > 0 || !isOver()) {
    while (running.size < work.parallel && !isOver()) {
      const slot = left.shift();
      if (slot !== undefined)
        running.set(
          slot,
          work.run(slot).then((result) => ({ slot, result })),
        );
    }
    const ended = await Promise.race(running.values());
    running.delete(ended.slot);
    yield ended;
  }
}
