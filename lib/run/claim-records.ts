import type { ClaimRequest, ClaimView } from './claim-request.ts';
import type { SlotRecord } from './ledger.ts';

/** A function cannot outlive its deadline; the minute covers clocks that differ. */
const LEASE_MARGIN_MS = 60_000;
/** One that was killed may have kept none, and one before it, too. */
const MAX_CHECKPOINTS = 4;

/** The slot as it is while this invocation runs it. */
export function runningRecord(view: ClaimView, request: ClaimRequest, attempt: number): SlotRecord {
  const leaseEndsAt = new Date(request.deadline.getTime() + LEASE_MARGIN_MS).toISOString();
  return { ...baseRecord(view, request), state: 'running', attempt, leaseEndsAt, ...hopOf(view.slot) };
}

/** A killed attempt's checkpoint is gone on with; after one that failed, what failed must be tried again. */
function hopOf(existing: SlotRecord | undefined): Pick<SlotRecord, 'hop' | 'beganAt' | 'checkpoints'> {
  if (existing?.state !== 'running' || existing.hop === undefined) return {};
  const { hop, beganAt, fence, checkpoints = [] } = existing;
  const kept = [fence, ...checkpoints].slice(0, MAX_CHECKPOINTS);
  return { hop, checkpoints: kept, ...(beganAt === undefined ? {} : { beganAt }) };
}

/** The slot as it is when it is not to be run. */
export function skipRecord(
  view: ClaimView,
  request: ClaimRequest,
  skip: { code: string; reason: string },
): SlotRecord {
  return { ...baseRecord(view, request), state: 'skipped', endedAt: request.now.toISOString(), ...skip };
}

/** What every new record of the slot says; its lease is over as it begins. */
export function baseRecord({ slot: existing }: ClaimView, request: ClaimRequest): Omit<SlotRecord, 'state'> {
  const { job, slot, requestId, now, eventId, cause } = request;
  const at = now.toISOString();
  return {
    job,
    slot,
    attempt: existing?.attempt ?? 0,
    fence: (existing?.fence ?? 0) + 1,
    requestId,
    claimedAt: at,
    leaseEndsAt: at,
    ...(eventId === undefined ? {} : { eventId }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The slot as it is when its last attempt has died. */
export function giveUp(existing: SlotRecord, { now, requestId }: ClaimRequest): SlotRecord {
  return {
    ...existing,
    requestId,
    state: 'failed',
    fence: existing.fence + 1,
    endedAt: now.toISOString(),
    code: 'RunDied',
    reason: `attempt ${existing.attempt} ended without a word: out of time, out of memory, or lost; it was the last one`,
    final: true,
  };
}
