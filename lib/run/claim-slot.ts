import { decideClaim } from './claim.ts';
import type { Claim, ClaimRequest, ClaimView, SkipReason } from './claim-request.ts';
import type { ControlRecord } from './job-records.ts';
import { type AlsoWritten, isSameWrite, type Ledger, type RunRecord, type SlotRecord } from './ledger.ts';

const MAX_RACES = 8;

/** Why a slot is not to be run, as the job's policy and its pauses say; undefined where it is. */
export type FindSkip = (control: ControlRecord | undefined) => SkipReason | undefined;

/** Claims the slot by conditional writes. Losing a race means looking again at what the winner wrote. */
export async function claimSlot(
  ledger: Ledger,
  asked: Omit<ClaimRequest, 'skip'>,
  findSkip: FindSkip = () => undefined,
): Promise<Claim> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const { slot, active, control } = await ledger.readView(asked.job, asked.slot);
    const skip = findSkip(control);
    const request = skip === undefined ? asked : { ...asked, skip };
    const view = { slot, active: asked.overlap === 'allow-all' ? undefined : active };
    const claim = decideClaim(view, request);
    if (claim.kind === 'refused') return claim;
    const write = await ledger.writeSlot(claim.record, view.slot?.fence ?? 0, alsoOf(claim, view));
    if (write.kind === 'moved') continue;
    // Our own record means that the answer to our write was lost and it was sent again.
    if (write.kind === 'overtaken' && !isSameWrite(write.found, claim.record)) continue;
    if (claim.kind === 'settled') await askToStop(claim, ledger);
    return claim;
  }
  return { kind: 'refused', reason: `lost the race for the slot ${MAX_RACES} times` };
}

type Written = Exclude<Claim, { kind: 'refused' }>;
type Settled = Extract<Claim, { kind: 'settled' }>;

function alsoOf(claim: Written, { active }: ClaimView): AlsoWritten {
  const run = claim.kind === 'settled' ? runOf(claim.record) : undefined;
  return {
    ...(claim.active === undefined
      ? {}
      : { active: { record: claim.active, expectedFence: active?.fence ?? 0 } }),
    ...(run === undefined ? {} : { run }),
  };
}

/** A slot that is skipped or given up stands in the history, too; one that waits has not ended. */
function runOf(record: SlotRecord): RunRecord | undefined {
  const { job, slot, attempt, requestId, state, code, reason = '', claimedAt, endedAt = claimedAt } = record;
  if (state !== 'skipped' && state !== 'failed') return undefined;
  const outcome = { kind: state, reason, figures: {}, ...(code === undefined ? {} : { code }) };
  return { job, slot, attempt, requestId, startedAt: claimedAt, endedAt, outcome };
}

async function askToStop({ record, cancel }: Settled, ledger: Ledger): Promise<void> {
  if (cancel === undefined) return;
  const { job, slot: newer, claimedAt: at } = record;
  const { slot, attempt } = cancel;
  await ledger.writeCancel({ job, slot, attempt, by: 'overlap', at, reason: `slot ${newer} came after it` });
}
