import type { Outcome } from '../model/outcome.ts';
import type { Continuation } from './continuation.ts';
import { toFailure } from './failure.ts';
import type { Ledger } from './ledger.ts';
import { startEvent } from './own-events.ts';
import type { RunReport } from './run-report.ts';

/** What an invocation may do outside when its run has ended. */
export interface AfterRunPorts {
  readonly sendDeadLetter: (outcome: Outcome) => Promise<void>;
  readonly continueSlot?: (next: Continuation) => Promise<void>;
}

interface TellPorts {
  readonly ledger: Pick<Ledger, 'readSlot' | 'writeSlot'>;
}

/** A slot that failed and may be tried again: thrown so that Lambda's retries and the dead letters do their work. */
export class SlotFailed extends Error {
  override readonly name = 'SlotFailed';
}

/** The slot that waited for this one. Where it cannot be started from here, the five-minute function does. */
export async function startNext({ next }: RunReport, { continueSlot }: AfterRunPorts): Promise<void> {
  if (next === undefined) return;
  await continueSlot?.({ event: startEvent(next, 'waiting') }).catch(() => undefined);
}

/** Lambda tries again by itself what throws; an attempt that is due later is started by the five-minute function. */
export async function escalate(report: RunReport, ports: AfterRunPorts & TellPorts): Promise<void> {
  const { retry, retryAt, outcome } = report;
  if (retry && retryAt !== undefined) return;
  if (retry) throw new SlotFailed(`${outcome.code}: ${outcome.reason}`);
  try {
    await ports.sendDeadLetter(outcome);
  } catch (error) {
    // Not even the dead letters can be reached: Lambda's own retries and destination are what is left.
    throw new SlotFailed(`${outcome.code}: ${outcome.reason}; ${toFailure(error).outcome.reason}`);
  }
  await noteTold(report, ports);
}

/** Where this fails, the five-minute function has it told once more: twice is better than never. */
async function noteTold({ job, slot }: RunReport, { ledger }: TellPorts): Promise<void> {
  const record = await ledger.readSlot(job, slot).catch(() => undefined);
  if (record?.state !== 'failed' || record.final !== true) return;
  await ledger
    .writeSlot({ ...record, told: true, fence: record.fence + 1 }, record.fence)
    .catch(() => undefined);
}
