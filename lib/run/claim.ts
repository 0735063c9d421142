import type { Ledger, SlotRecord } from './ledger.ts';

/** Lambda retries an asynchronous invocation that timed out with the same request id, a minute later or more. */
const OWN_RETRY_AFTER_MS = 50_000;
/** A function cannot outlive its deadline; the minute covers clocks that differ. */
const LEASE_MARGIN_MS = 60_000;
const MAX_RACES = 5;

export interface ClaimRequest {
  readonly job: string;
  readonly slot: string;
  readonly requestId: string;
  readonly eventId?: string;
  readonly deadline: Date;
  readonly now: Date;
  readonly attempts: number;
  /** A person asks, who has mended the cause: a failed slot is taken up whatever it failed with, and how often. */
  readonly byHand?: boolean;
  /** The invocation goes on with an attempt that was handed on to it. */
  readonly hop?: number;
}

export type Claim =
  | { readonly kind: 'taken'; readonly record: SlotRecord }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Decides whether this invocation may take up the slot, by the rules of the design's "How a run flows": there is no
 * item yet, or the last attempt failed and may be repeated, or its lease is over, or it is our own retry, or the
 * attempt was handed on to us.
 */
export function decideClaim(existing: SlotRecord | undefined, request: ClaimRequest): Claim {
  if (existing === undefined) return { kind: 'taken', record: claimRecord(request, 1, 1) };
  const fence = existing.fence + 1;
  if (isHandedOn(existing, request))
    return {
      kind: 'taken',
      record: { ...claimRecord(request, existing.attempt, fence), ...hopOf(existing) },
    };
  const refusal = refuseClaim(existing, request);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  return {
    kind: 'taken',
    record: { ...claimRecord(request, existing.attempt + 1, fence), ...hopOf(existing) },
  };
}

function isHandedOn({ state, awaited, hop }: SlotRecord, request: ClaimRequest): boolean {
  return state === 'running' && awaited === true && hop !== undefined && hop === request.hop;
}

/** A killed attempt's checkpoint is gone on with; after one that failed, what failed must be tried again. */
function hopOf({ state, hop, beganAt }: SlotRecord): Pick<SlotRecord, 'hop' | 'beganAt'> {
  if (state !== 'running' || hop === undefined) return {};
  return beganAt === undefined ? { hop } : { hop, beganAt };
}

function refuseClaim(existing: SlotRecord, request: ClaimRequest): string | undefined {
  switch (existing.state) {
    case 'succeeded':
    case 'nothing-to-do':
    case 'skipped':
      return `the slot is done: ${existing.state} at ${existing.endedAt ?? 'an unknown time'}`;
    case 'failed':
      if (request.byHand === true) return undefined;
      if (existing.permanent === true)
        return `the slot failed with ${existing.code ?? 'an error'}, which no retry can mend`;
      if (existing.attempt >= request.attempts)
        return `the slot failed ${existing.attempt} times, its attempts are used up`;
      return undefined;
    case 'running': {
      if (new Date(existing.leaseEndsAt) <= request.now) return undefined;
      const claimedMs = request.now.getTime() - new Date(existing.claimedAt).getTime();
      if (existing.requestId === request.requestId && claimedMs > OWN_RETRY_AFTER_MS) return undefined;
      return `another invocation runs the slot, its lease ends at ${existing.leaseEndsAt}`;
    }
  }
}

function claimRecord(request: ClaimRequest, attempt: number, fence: number): SlotRecord {
  return {
    job: request.job,
    slot: request.slot,
    state: 'running',
    attempt,
    fence,
    requestId: request.requestId,
    claimedAt: request.now.toISOString(),
    leaseEndsAt: new Date(request.deadline.getTime() + LEASE_MARGIN_MS).toISOString(),
    ...(request.eventId === undefined ? {} : { eventId: request.eventId }),
  };
}

/** Claims the slot by conditional writes. Losing a race means looking again at what the winner wrote. */
export async function claimSlot(ledger: Ledger, request: ClaimRequest): Promise<Claim> {
  let existing = await ledger.readSlot(request.job, request.slot);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const claim = decideClaim(existing, request);
    if (claim.kind === 'refused') return claim;
    const write = await ledger.writeSlot(claim.record, existing?.fence ?? 0);
    if (write.kind === 'written') return claim;
    existing = write.found;
  }
  return { kind: 'refused', reason: `lost the race for the slot ${MAX_RACES} times` };
}
