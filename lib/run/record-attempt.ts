import type { Attempt } from './attempt.ts';
import type { ActiveRecord } from './job-records.ts';
import { isSameWrite, type Ledger, type RunRecord, type SlotRecord } from './ledger.ts';
import { releaseActive } from './overlap.ts';

const MAX_RACES = 8;

interface Recording {
  readonly claim: SlotRecord;
  /** The job as this slot's claim left it, where the slot holds it. */
  readonly held?: ActiveRecord | undefined;
  readonly attempt: Attempt;
  readonly ports: { readonly ledger: Ledger; readonly now: () => Date };
  readonly startedAt: Date;
  /** With a failure: whether another attempt follows by itself, and when. */
  readonly retry: { readonly follows: boolean; readonly at?: Date };
}

export interface Recorded {
  /** `overtaken`: another run has taken the slot over meanwhile, and nothing was written. */
  readonly effect: 'done' | 'overtaken';
  /** The slot that waited for this one. */
  readonly next?: string;
}

/**
 * Writes the outcome under the claim's fence, and frees the job where this slot held it. That the job is still as the claim
 * left it is taken for granted once; where a slot has come to wait since, the write is refused and the job read anew.
 */
export async function recordAttempt(recording: Recording): Promise<Recorded> {
  const { claim, held, ports } = recording;
  const endedAt = ports.now().toISOString();
  const slot = slotRecord(recording, endedAt);
  const run = runRecord(recording, endedAt);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const active = held === undefined || race === 0 ? held : await ports.ledger.readActive(claim.job);
    const released = releaseActive(active, claim);
    const write = await ports.ledger.writeSlot(slot, claim.fence, { run, ...activeWrite(released) });
    if (write.kind === 'moved') continue;
    if (write.kind === 'overtaken' && !isSameWrite(write.found, slot)) return { effect: 'overtaken' };
    return { effect: 'done', ...(released === undefined ? {} : nextOf(active)) };
  }
  throw new Error(`the ledger of job "${claim.job}" is written by others all the time`);
}

function activeWrite(released: ActiveRecord | undefined) {
  return released === undefined ? {} : { active: { record: released, expectedFence: released.fence - 1 } };
}

function nextOf(active: ActiveRecord | undefined): { readonly next?: string } {
  return active?.waiting === undefined ? {} : { next: active.waiting };
}

function slotRecord({ claim, attempt, retry }: Recording, endedAt: string): SlotRecord {
  const { outcome } = attempt;
  const failed = outcome.kind === 'failed';
  return {
    ...claim,
    ...digestOf(attempt),
    state: outcome.kind,
    fence: claim.fence + 1,
    endedAt,
    reason: outcome.reason,
    figures: outcome.figures,
    ...(outcome.code === undefined ? {} : { code: outcome.code }),
    ...(attempt.failure?.permanent === true && !retry.follows ? { permanent: true } : {}),
    ...(failed && !retry.follows ? { final: true } : {}),
    ...(failed && retry.at !== undefined ? { retryAt: retry.at.toISOString() } : {}),
  };
}

function runRecord({ claim, attempt, startedAt }: Recording, endedAt: string): RunRecord {
  const { job, slot, requestId, beganAt } = claim;
  return {
    job,
    slot,
    attempt: claim.attempt,
    requestId,
    startedAt: beganAt ?? startedAt.toISOString(),
    endedAt,
    outcome: attempt.outcome,
    ...digestOf(attempt),
  };
}

function digestOf({ planDigest }: Attempt): Pick<RunRecord, 'planDigest'> {
  return planDigest === undefined ? {} : { planDigest };
}
