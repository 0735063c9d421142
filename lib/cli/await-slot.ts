import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from '../aws/operator.ts';
import type { Outcome } from '../model/outcome.ts';
import { findPart } from './jobs-deployed.ts';

const LOOK_EVERY_MS = 5_000;

/** What waiting needs of the world. */
export interface Clock {
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export const hostClock: Clock = { now: () => new Date(), pause: sleep };

interface Awaited {
  readonly job: string;
  readonly slot: string;
  readonly operator: Pick<Operator, 'openLedger' | 'readOutputs'>;
  readonly clock: Clock;
}

/** How a run ends that goes on in other invocations, by the ledger. One that died has failed: nobody tries again for a person. */
export async function awaitSlot({ job, slot, operator, clock }: Awaited): Promise<Outcome> {
  const ledger = await operator.openLedger(await findPart('Ledger', operator));
  for (;;) {
    const record = await ledger.readSlot(job, slot);
    const { state, code, reason = '', figures = {}, leaseEndsAt = '' } = record ?? {};
    if (state === 'running' && new Date(leaseEndsAt) < clock.now())
      return {
        kind: 'failed',
        code: 'RunDied',
        reason: 'one of its invocations ended without a word',
        figures,
      };
    if (state !== undefined && state !== 'running' && state !== 'waiting')
      return { kind: state, reason, figures, ...(code === undefined ? {} : { code }) };
    await clock.pause(LOOK_EVERY_MS);
  }
}
