import type { Attempt } from './attempt.ts';
import type { Ledger, SlotRecord } from './ledger.ts';

interface Recording {
  readonly claim: SlotRecord;
  readonly attempt: Attempt;
  readonly ports: { readonly ledger: Ledger; readonly now: () => Date };
  readonly startedAt: Date;
}

/** Writes the outcome under the claim's fence; `overtaken` when another run has taken the slot over meanwhile. */
export async function recordAttempt({
  claim,
  attempt,
  ports,
  startedAt,
}: Recording): Promise<'done' | 'overtaken'> {
  const { outcome } = attempt;
  const endedAt = ports.now().toISOString();
  // A run that was handed on has planned its last piece only.
  const digest =
    attempt.planDigest === undefined || claim.hop !== undefined ? {} : { planDigest: attempt.planDigest };
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
    startedAt: claim.beganAt ?? startedAt.toISOString(),
    endedAt,
    outcome,
    ...digest,
  };
  const write = await ports.ledger.writeSlot(slot, claim.fence, run);
  return write.kind === 'written' ? 'done' : 'overtaken';
}
