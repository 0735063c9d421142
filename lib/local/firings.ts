import { setTimeout as sleep } from 'node:timers/promises';
import type { DeploymentAdmin, LedgerItem } from '../aws/admin/deployment.ts';
import type { DeployedJob, Deployment } from './deployment.ts';
import { LocalStackError } from './failure.ts';

const POLL_MS = 400;
/** A minute to the next firing, the emulator's sweep, and the longest job. */
const FIRED_WITHIN_MS = 180_000;

export interface Firing {
  readonly job: DeployedJob;
  /** The slot's item, once its run has ended. */
  readonly slot: LedgerItem;
}

export interface FiringsInput {
  readonly admin: DeploymentAdmin;
  readonly deployment: Deployment;
  readonly account: string;
  readonly signal: AbortSignal;
  readonly onFired: (job: string, slot: string) => void;
}

/**
 * Waits until every job's schedule has fired and its first slot has ended. Each rule is disabled after its first slot,
 * and the event of that slot is delivered once more, as EventBridge may do at any time.
 */
export function awaitFirings(input: FiringsInput): Promise<readonly Firing[]> {
  const until = Date.now() + FIRED_WITHIN_MS;
  return Promise.all(input.deployment.jobs.map((job) => awaitFiring(job, { ...input, until })));
}

async function awaitFiring(job: DeployedJob, input: FiringsInput & { until: number }): Promise<Firing> {
  const claimed = await pollSlot(job, { ...input, wanted: () => true, missing: 'its schedule did not fire' });
  input.onFired(job.job, String(claimed['slot']));
  await input.admin.disableRule(job.rule);
  await input.admin.deliver(job.functionName, sameEvent(claimed, input.account));
  const ended = (item: LedgerItem) => item['state'] !== 'running' && !willRetry(item);
  const slot = await pollSlot(job, { ...input, wanted: ended, missing: 'its run did not end' });
  return { job, slot };
}

/** The emulator repeats a failed invocation within seconds; after this long nobody will. */
const RETRIED_WITHIN_MS = 15_000;

/** A failed attempt that is repeated in a moment is no end yet. */
function willRetry(item: LedgerItem): boolean {
  if (item['state'] !== 'failed' || item['permanent'] === true) return false;
  return Date.now() - new Date(String(item['endedAt'])).getTime() < RETRIED_WITHIN_MS;
}

interface SlotPoll {
  readonly admin: DeploymentAdmin;
  readonly deployment: Deployment;
  readonly signal: AbortSignal;
  readonly until: number;
  readonly wanted: (item: LedgerItem) => boolean;
  readonly missing: string;
}

async function pollSlot(job: DeployedJob, poll: SlotPoll): Promise<LedgerItem> {
  let last: LedgerItem | undefined;
  while (Date.now() < poll.until && !poll.signal.aborted) {
    const [first] = await poll.admin.ledgerItems(poll.deployment.ledger, job.job, 'slot#');
    if (first !== undefined && poll.wanted(first)) return first;
    last = first;
    await sleep(POLL_MS);
  }
  if (poll.signal.aborted) throw new LocalStackError('interrupted');
  if (last !== undefined && last['state'] === 'failed') return last;
  throw new LocalStackError(`job "${job.job}": ${poll.missing} within ${FIRED_WITHIN_MS / 1000} s`);
}

/** The rule's event of this slot, with the id that the first delivery had. */
function sameEvent(slot: LedgerItem, account: string) {
  return {
    version: '0',
    id: slot['eventId'],
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: slot['slot'],
    resources: [],
    detail: {},
  };
}
