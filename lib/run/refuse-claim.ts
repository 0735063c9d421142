import type { ClaimRequest } from './claim-request.ts';
import type { SlotRecord } from './ledger.ts';
import { canBeMadeGood } from './skip-slot.ts';

/** Why this invocation may not take up a slot that the ledger knows; undefined where it may. */
export function refuseClaim(existing: SlotRecord, request: ClaimRequest): string | undefined {
  const isByHand = request.cause === 'manual';
  switch (existing.state) {
    case 'waiting':
      return undefined;
    case 'skipped':
      if (isByHand || canStillRun(existing, request)) return undefined;
      return doneReason(existing);
    case 'succeeded':
    case 'nothing-to-do':
      return doneReason(existing);
    case 'failed':
      return isByHand ? undefined : refuseRetry(existing, request);
    case 'running':
      return refuseLive(existing, request);
    default:
      return existing.state satisfies never;
  }
}

function doneReason({ state, endedAt }: SlotRecord): string {
  return `the slot is done: ${state} at ${endedAt ?? 'an unknown time'}`;
}

/** A firing that comes after all, when the slot was given up as missed; or a slot of a pause that is made good. */
function canStillRun({ code }: SlotRecord, { cause }: ClaimRequest): boolean {
  return code === 'Missed' || (cause === 'catch-up' && canBeMadeGood(code));
}

function refuseRetry(existing: SlotRecord, request: ClaimRequest): string | undefined {
  if (existing.permanent === true)
    return `the slot failed with ${existing.code ?? 'an error'}, which no retry can mend`;
  if (existing.final === true)
    return `the slot failed with ${existing.code ?? 'an error'} and is not tried again`;
  if (existing.attempt >= request.attempts)
    return `the slot failed ${existing.attempt} times, its attempts are used up`;
  if (existing.retryAt !== undefined && new Date(existing.retryAt) > request.now)
    return `the slot failed; its next attempt is due at ${existing.retryAt}`;
  return undefined;
}

/**
 * Also where this is the holder's own request id: it may be Lambda's retry after a crash, but it may as well be a second
 * delivery while the first one runs, and nothing tells them apart.
 */
function refuseLive(
  { leaseEndsAt, awaited, requestId }: SlotRecord,
  request: ClaimRequest,
): string | undefined {
  if (new Date(leaseEndsAt) <= request.now) return undefined;
  // It has handed the attempt on and does nothing more; where it could not ask for the next invocation, its retry goes on.
  if (awaited === true && requestId === request.requestId) return undefined;
  return `another invocation runs the slot, its lease ends at ${leaseEndsAt}`;
}
