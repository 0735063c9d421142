import type { Outcome } from '../model/outcome.ts';
import type { Failure } from './failure.ts';
import type { Ledger, SlotRecord } from './ledger.ts';

/** What one attempt at a slot came to. */
export interface Attempt {
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly planDigest?: string;
  readonly details: readonly string[];
}

interface Recording {
  readonly claim: SlotRecord;
  readonly attempt: Attempt;
  readonly ports: { readonly ledger: Ledger; readonly now: () => Date };
  readonly startedAt: Date;
}

/** Writes the outcome under the claim's fence; false when another run has taken the slot over meanwhile. */
export async function recordAttempt({ claim, attempt, ports, startedAt }: Recording): Promise<boolean> {
  const { outcome } = attempt;
  const endedAt = ports.now().toISOString();
  const digest = attempt.planDigest === undefined ? {} : { planDigest: attempt.planDigest };
  const slot: SlotRecord = {
    ...claim,
    ...digest,
    state: outcome.kind,
    fence: claim.fence + 1,
    endedAt,
    reason: outcome.reason,
    figures: outcome.figures,
    ...(outcome.code === undefined ? {} : { code: outcome.code }),
    ...(attempt.failure?.permanent === true ? { permanent: true } : {}),
  };
  const run = {
    job: claim.job,
    slot: claim.slot,
    attempt: claim.attempt,
    requestId: claim.requestId,
    startedAt: startedAt.toISOString(),
    endedAt,
    outcome,
    ...digest,
  };
  const write = await ports.ledger.writeSlot(slot, claim.fence, run);
  return write.kind === 'written';
}
