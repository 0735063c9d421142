import { baseRecord, giveUp, runningRecord, skipRecord } from './claim-records.ts';
import type { Claim, ClaimRequest, ClaimView, SkipReason } from './claim-request.ts';
import type { SlotRecord } from './ledger.ts';
import { decideOverlap, holdActive, queueActive } from './overlap.ts';
import { refuseClaim } from './refuse-claim.ts';

/**
 * Decides whether this invocation may take up the slot: there is no item yet, or the last attempt failed and may be
 * repeated, or its lease is over, or the attempt was handed on to us. Then by the job's policy: whether the slot is to be
 * skipped, and whether another slot of the job still runs.
 */
export function decideClaim(view: ClaimView, request: ClaimRequest): Claim {
  const { slot: existing } = view;
  if (existing !== undefined && isHandedOn(existing, request)) return take(view, request);
  const refusal = existing === undefined ? undefined : refuseClaim(existing, request);
  if (existing !== undefined && refusal !== undefined)
    return { kind: 'refused', reason: refusal, found: existing };
  if (existing !== undefined && isWornOut(existing, request))
    return { kind: 'settled', record: giveUp(existing, request) };
  const skip = skipOf(view, request);
  if (skip !== undefined) return settleSkip(view, request, skip);
  return isExempt(request) ? take(view, request) : claimInTurn(view, request);
}

/** Until the lease is over; after it others may have taken it up. */
function isHandedOn({ state, awaited, hop, leaseEndsAt }: SlotRecord, request: ClaimRequest): boolean {
  if (state !== 'running' || awaited !== true || new Date(leaseEndsAt) <= request.now) return false;
  return hop !== undefined && hop === request.hop;
}

/** A job whose slots may overlap keeps no account of who runs. */
function isExempt({ overlap }: ClaimRequest): boolean {
  return overlap === 'allow-all';
}

/** What has begun in time may be tried again later. */
function skipOf({ slot }: ClaimView, { skip }: ClaimRequest): SkipReason | undefined {
  return skip?.code === 'TooLate' && slot !== undefined ? undefined : skip;
}

function settleSkip(view: ClaimView, request: ClaimRequest, { code, reason }: SkipReason): Claim {
  // What has failed stays so; its next attempt comes when the job runs again.
  if (view.slot?.state === 'failed' || view.slot?.state === 'running') return { kind: 'refused', reason };
  return { kind: 'settled', record: skipRecord(view, request, { code, reason }) };
}

function claimInTurn(view: ClaimView, request: ClaimRequest): Claim {
  const { job, slot, now, overlap } = request;
  const decision = decideOverlap({ overlap, active: view.active, slot, now });
  if (decision.kind === 'free') return take(view, request);
  const isOpen = view.slot === undefined || view.slot.state === 'waiting' || view.slot.code === 'Missed';
  if (request.cause === 'manual' || !isOpen || view.slot?.cause === 'catch-up')
    return { kind: 'refused', reason: decision.reason };
  if (decision.kind === 'skip')
    return {
      kind: 'settled',
      record: skipRecord(view, request, { code: 'Overlap', reason: decision.reason }),
    };
  const record = { ...baseRecord(view, request), state: 'waiting', reason: decision.reason } as const;
  const active = queueActive({ active: view.active, job }, slot);
  const { cancel } = decision;
  return { kind: 'settled', record, active, ...(cancel === undefined ? {} : { cancel }) };
}

function take(view: ClaimView, request: ClaimRequest): Claim {
  const { slot: existing, active } = view;
  const { job, slot, requestId } = request;
  const isGoingOn = existing !== undefined && isHandedOn(existing, request);
  const record = runningRecord(view, request, (existing?.attempt ?? 0) + (isGoingOn ? 0 : 1));
  if (isExempt(request)) return { kind: 'taken', record };
  const { attempt, leaseEndsAt } = record;
  return {
    kind: 'taken',
    record,
    active: holdActive({ active, job }, { slot, attempt, requestId, leaseEndsAt }),
  };
}

/** Its last attempt died without a word. */
function isWornOut(existing: SlotRecord, { attempts, cause }: ClaimRequest): boolean {
  return existing.state === 'running' && existing.attempt >= attempts && cause !== 'manual';
}
