import type { Clock } from './ask.ts';
import type { InstanceReader, InstanceState, ObservedInstance } from './ports.ts';

export interface Journey {
  readonly goal: InstanceState;
  /** The state that leads to the goal; any other means that the instance went elsewhere. */
  readonly onTheWay: InstanceState;
  /** A state that may still be shown for a moment after the call was taken. */
  readonly from: InstanceState;
}

export interface Arrival {
  readonly id: string;
  readonly kind: 'arrived' | 'elsewhere' | 'on-the-way';
  readonly reason: string;
}

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 15_000;
const RESERVE_MS = 15_000;
/** Longest that an accepted call may stay invisible (EC2 is eventually consistent). */
const SETTLE_MS = 30_000;

/** Watches the instances until each is at its goal or elsewhere, as long as the run's time lasts. */
export async function awaitState(
  ids: readonly string[],
  journey: Journey,
  reader: InstanceReader & Clock,
): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  let pending = new Set(ids);
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; pending.size > 0; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    const verdicts = await look([...pending], journey, { reader, settled: waitedMs >= SETTLE_MS });
    arrivals.push(...verdicts.filter(({ kind }) => kind !== 'on-the-way'));
    const moving = verdicts.filter(({ kind }) => kind === 'on-the-way');
    pending = new Set(moving.map(({ id }) => id));
    if (pending.size === 0) break;
    if (reader.remainingMs() - pauseMs < RESERVE_MS) return [...arrivals, ...moving];
    await reader.pause(pauseMs);
    waitedMs += pauseMs;
  }
  return arrivals;
}

interface Look {
  readonly reader: InstanceReader;
  readonly settled: boolean;
}

async function look(
  ids: readonly string[],
  journey: Journey,
  { reader, settled }: Look,
): Promise<readonly Arrival[]> {
  const seen = new Map<string, ObservedInstance>();
  for await (const instance of reader.findInstances({ instanceIds: ids })) seen.set(instance.id, instance);
  return ids.map((id) => {
    const instance = seen.get(id);
    return instance === undefined
      ? { id, kind: 'elsewhere', reason: 'is no longer there' }
      : judge(instance, journey, settled);
  });
}

function judge({ id, state, stateReason }: ObservedInstance, journey: Journey, settled: boolean): Arrival {
  if (state === journey.goal) return { id, kind: 'arrived', reason: `is ${state}` };
  if (state === journey.onTheWay || (state === journey.from && !settled)) {
    return { id, kind: 'on-the-way', reason: `still ${state} when the time of the run was over` };
  }
  const why = stateReason === undefined ? '' : ` (${stateReason})`;
  return { id, kind: 'elsewhere', reason: `is ${state} instead of ${journey.goal}${why}` };
}
