import type { Signature } from '../job-records.ts';
import type { SlotRecord } from '../ledger.ts';
import type { OperationPorts } from './ports.ts';
import { recordAction } from './sign.ts';

export interface CancelOrder {
  readonly job: string;
  readonly slot: string;
  readonly reason: string;
}

export type Cancelled =
  /** The run was asked; it stops between two batches of its work. */
  | { readonly kind: 'asked'; readonly attempt: number }
  /** The slot had not begun, and will not. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'not-running'; readonly state: SlotRecord['state'] | 'unknown' };

/** Asks a run to stop, or drops a slot that waits or would be tried again. */
export async function cancelRun(order: CancelOrder, ports: OperationPorts): Promise<Cancelled> {
  const { job, slot, reason } = order;
  const record = await ports.ledger.readSlot(job, slot);
  if (record === undefined) return { kind: 'not-running', state: 'unknown' };
  if (!isOpen(record)) return { kind: 'not-running', state: record.state };
  const signature = await recordAction({ job, kind: 'cancel', details: `slot ${slot}`, reason }, ports);
  if (record.state === 'running') {
    await ports.ledger.writeCancel({ job, slot, attempt: record.attempt, ...signature });
    return { kind: 'asked', attempt: record.attempt };
  }
  const write = await ports.ledger.writeSlot(dropped(record, signature), record.fence);
  // It was taken up in the meantime: it runs, or has ended.
  return write.kind === 'written' ? { kind: 'dropped' } : cancelRun(order, ports);
}

function isOpen({ state, final }: SlotRecord): boolean {
  return state === 'running' || state === 'waiting' || (state === 'failed' && final !== true);
}

function dropped(record: SlotRecord, { by, at, reason }: Signature): SlotRecord {
  const { retryAt: _due, ...rest } = record;
  const words = `cancelled by ${by}: ${reason}`;
  if (record.state === 'failed')
    return {
      ...rest,
      fence: record.fence + 1,
      reason: `${record.reason}; ${words}`,
      final: true,
      told: true,
    };
  return {
    ...rest,
    state: 'skipped',
    code: 'Cancelled',
    reason: words,
    endedAt: at,
    fence: record.fence + 1,
  };
}
