import { ServiceError } from '../../model/errors.ts';
import type { ControlRecord, Signature } from '../job-records.ts';
import type { OperationPorts } from './ports.ts';
import { recordAction } from './sign.ts';

const MAX_RACES = 3;

export interface Order {
  readonly job: string;
  readonly reason: string;
}

export interface Ordered {
  /** False: it was so already, and nothing was written. */
  readonly changed: boolean;
  readonly control: ControlRecord;
}

/** From now on the job's slots are skipped, each recorded as paused; what runs is left to end. */
export function pauseJob(order: Order, ports: OperationPorts): Promise<Ordered> {
  return change(order, ports, 'pause');
}

/** The job's slots run again; those of the pause are made good as far as its `catchUp` goes. */
export function resumeJob(order: Order, ports: OperationPorts): Promise<Ordered> {
  return change(order, ports, 'resume');
}

async function change(order: Order, ports: OperationPorts, kind: 'pause' | 'resume'): Promise<Ordered> {
  const { job, reason } = order;
  for (let race = 0; race < MAX_RACES; race += 1) {
    const found = await ports.ledger.readControl(job);
    const isPaused = found?.paused !== undefined;
    if (isPaused === (kind === 'pause')) return { changed: false, control: found ?? { job, fence: 0 } };
    const signature = await recordAction({ job, kind, details: '', reason }, ports);
    const control = controlOf({ job, fence: (found?.fence ?? 0) + 1, kind, signature });
    if (await ports.ledger.writeControl(control, found?.fence ?? 0)) return { changed: true, control };
  }
  const message = `somebody else changes job "${job}" at the same time; look at it and try again`;
  throw new ServiceError({ code: 'Overtaken', message, service: 'nightshift', operation: kind });
}

function controlOf(fields: {
  readonly job: string;
  readonly fence: number;
  readonly kind: 'pause' | 'resume';
  readonly signature: Signature;
}): ControlRecord {
  const { job, fence, kind, signature } = fields;
  return kind === 'pause' ? { job, fence, paused: signature } : { job, fence };
}
