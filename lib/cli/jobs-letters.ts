import type { Operator } from '../aws/operator.ts';
import {
  type DeadLetterQueue,
  type Letter,
  type QueuedMessage,
  readDeadLetter,
} from '../run/operations/dead-letters.ts';
import { findPart, listDeployed } from './jobs-deployed.ts';

interface Reading {
  readonly operator: Operator;
  /** Only letters of this job. */
  readonly name?: string | undefined;
}

/** The letters; those of other jobs, and what is no letter of ours, are the others. All are held until they are released. */
export async function openLetters({ operator, name }: Reading): Promise<{
  readonly queue: DeadLetterQueue;
  readonly letters: readonly Letter[];
  readonly others: readonly QueuedMessage[];
}> {
  const queue = await operator.openDeadLetters(await findPart('DeadLetters', operator));
  const jobs = await listDeployed(operator);
  const messages = await queue.receiveAll();
  const letters = messages.flatMap((message): readonly Letter[] => {
    const dead = readDeadLetter(message);
    const job = jobs.find(({ functionName }) => functionName === dead?.functionName)?.job;
    if (dead?.slot === undefined || job === undefined || (name !== undefined && job !== name)) return [];
    return [{ job, slot: dead.slot, dead }];
  });
  const taken = new Set(letters.map(({ dead }) => dead.message.id));
  return { queue, letters, others: messages.filter(({ id }) => !taken.has(id)) };
}
