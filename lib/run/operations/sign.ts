import type { ActionKind, Signature } from '../job-records.ts';
import type { OperationPorts } from './ports.ts';

/** Who asks, now, and why. */
export async function sign(reason: string, { readCaller, now }: OperationPorts): Promise<Signature> {
  return { by: await readCaller(), at: now().toISOString(), reason };
}

export interface Action {
  readonly job: string;
  readonly kind: ActionKind;
  readonly details: string;
  readonly reason: string;
}

/** Writes into the ledger what an operator does; before it is done, so that nothing is done unrecorded. */
export async function recordAction(action: Action, ports: OperationPorts): Promise<Signature> {
  const { reason, ...rest } = action;
  const signature = await sign(reason, ports);
  await ports.ledger.writeAction({ ...rest, ...signature });
  return signature;
}
