import type { SlicesToDo, TaskContext, TaskResult } from '../tasks/task.ts';
import { type Attempt, failedAttempt } from './attempt.ts';
import { describeFailure } from './failure.ts';
import { isSameWrite, type Ledger, type LedgerWrite, type SlotRecord } from './ledger.ts';
import { extendActive } from './overlap.ts';
import { continuationEvent } from './own-events.ts';
import type { StateStore } from './plan-store.ts';
import type { SlotRequest } from './read-event.ts';

/** An attempt is handed on at most so often: a day's worth of fifteen minutes. */
export const MAX_HOPS = 96;
/** So long the slot is kept for the invocation that was asked for; Lambda may be late under load. */
const AWAIT_MS = 15 * 60_000;

/** How a run goes on. */
export interface Continuation {
  readonly event: unknown;
  /** These are done first; then the event is delivered. Keys are whole ones of the state bucket. */
  readonly slices?: SlicesToDo & { readonly name: string };
}

export interface ContinuationPorts {
  readonly ledger: Ledger;
  readonly state: StateStore;
  readonly now: () => Date;
  /** Invokes this very function, without waiting, with an event; absent where a run has no end to its time. */
  readonly continueSlot?: (next: Continuation) => Promise<void>;
}

interface Attempted {
  readonly claim: SlotRecord;
  readonly request: SlotRequest;
  readonly ports: ContinuationPorts;
}

/** Handing on loses to others who write who holds the job so many times at most. */
const MAX_RACES = 8;

/** What the slot's earlier invocation kept, and where this one keeps what it reached. */
export async function openCheckpoint({
  claim,
  request,
  ports,
}: Attempted): Promise<Pick<TaskContext<unknown, unknown>, 'checkpoint' | 'saveCheckpoint'>> {
  if (ports.continueSlot === undefined) return {};
  // Below the fence: what an overtaken run still writes lies where nobody looks. A plan's is another one than a run's.
  const name = request.planKey === undefined ? '' : '-plan';
  const keyOf = (fence: number) => `${claim.job}/checkpoints/${claim.slot}/${fence}${name}.json`;
  const checkpoint = await findFirst(claim.checkpoints ?? [], (fence) => ports.state.get(keyOf(fence)));
  return {
    ...(checkpoint === undefined ? {} : { checkpoint }),
    saveCheckpoint: (text) => ports.state.put(keyOf(claim.fence), text),
  };
}

async function findFirst(
  fences: readonly number[],
  get: (fence: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const fence of fences) {
    const found = await get(fence);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Hands an unfinished attempt on to another invocation: the ledger keeps the slot for it, then it is asked for. Throws
 * ServiceError where it cannot be asked for; the slot is running still, and Lambda's retry takes it up.
 */
export async function handOn({
  claim,
  request,
  ports,
  result: { reason, figures, details = [], slices },
}: Attempted & { readonly result: TaskResult }): Promise<Attempt> {
  const hop = (claim.hop ?? 0) + 1;
  if (hop > MAX_HOPS || ports.continueSlot === undefined) {
    const code = 'TooManyContinuations';
    const text = `the run was continued ${hop - 1} times and is not done; ${reason}`;
    return failedAttempt(describeFailure({ code, reason: text, figures }), details);
  }
  const waiting = {
    ...claim,
    hop,
    awaited: true,
    fence: claim.fence + 1,
    beganAt: claim.beganAt ?? claim.claimedAt,
    leaseEndsAt: new Date(
      ports.now().getTime() + (slices?.withinSeconds ?? 0) * 1_000 + AWAIT_MS,
    ).toISOString(),
    checkpoints: [claim.fence, ...(claim.checkpoints ?? [])],
    reason,
    figures,
  };
  const write = await writeWaiting(waiting, { claim, ports });
  const ended = (text: string) =>
    ({ kind: 'ended', outcome: { kind: 'skipped', reason: text, figures }, details }) as const;
  if (write.kind === 'overtaken' && !isSameWrite(write.found, waiting))
    return { ...ended(reason), handedOn: 'overtaken' };
  await ports.continueSlot({
    event: continuationEvent(request, hop),
    ...(slices === undefined ? {} : { slices: named(slices, claim, ports.now()) }),
  });
  return { ...ended(`goes on in another invocation, number ${hop + 1}; ${reason}`), handedOn: 'continued' };
}

/** Together with the lease of who holds the job, where that is this slot. */
async function writeWaiting(
  waiting: SlotRecord,
  { claim, ports: { ledger } }: Pick<Attempted, 'claim' | 'ports'>,
): Promise<LedgerWrite> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const active = await ledger.readActive(claim.job);
    const extended = extendActive(active, waiting);
    const also =
      extended === undefined ? {} : { active: { record: extended, expectedFence: extended.fence - 1 } };
    const write = await ledger.writeSlot(waiting, claim.fence, also);
    if (write.kind !== 'moved') return write;
  }
  throw new Error(`the ledger of job "${claim.job}" is written by others all the time`);
}

/** A state machine takes a name once; a run that is taken up again hands slices out under another. */
function named(
  slices: SlicesToDo,
  { job, slot }: SlotRecord,
  now: Date,
): NonNullable<Continuation['slices']> {
  const name = `${slot}-${now.getTime()}`.replaceAll(':', '-');
  return { ...slices, name, manifestKey: `${job}/${slices.manifestKey}` };
}
