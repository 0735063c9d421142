import type { DeadLetterQueue, Letter } from './dead-letters.ts';
import type { OperationPorts } from './ports.ts';
import { recordAction } from './sign.ts';

export interface Redrive {
  readonly letters: readonly Letter[];
  /** Holds the letters. */
  readonly queue: DeadLetterQueue;
  readonly reason: string;
}

export interface EndedSlot {
  readonly job: string;
  readonly slot: string;
  readonly failed: boolean;
}

/**
 * Records who runs letters again, and why, before any of their slots is run. Returns what to do when a slot has ended:
 * well, then its letters are removed; failed again, then they are put back.
 */
export async function beginRedrive(
  { letters, queue, reason }: Redrive,
  ports: OperationPorts,
): Promise<(ended: EndedSlot) => Promise<void>> {
  for (const job of new Set(letters.map((letter) => letter.job))) {
    const count = letters.filter((letter) => letter.job === job).length;
    await recordAction({ job, kind: 'redrive', details: `dead letters: ${count}`, reason }, ports);
  }
  return async ({ job, slot, failed }) => {
    const messages = letters
      .filter((letter) => letter.job === job && letter.slot === slot)
      .map(({ dead }) => dead.message);
    if (failed) await queue.release(messages);
    else for (const message of messages) await queue.remove(message);
  };
}
