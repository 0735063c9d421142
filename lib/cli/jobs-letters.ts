import type { Operator } from '../aws/operator.ts';
import {
  type DeadLetterQueue,
  type DeadSlot,
  type QueuedMessage,
  readDeadLetter,
} from '../run/operations/dead-letters.ts';
import { listDeployed } from './jobs-deployed.ts';

/** A dead letter whose slot can be run again. */
export interface Letter {
  readonly job: string;
  readonly slot: string;
  readonly dead: DeadSlot;
}

interface Reading {
  readonly queue: DeadLetterQueue;
  readonly operator: Operator;
  /** Only letters of this job. */
  readonly name?: string | undefined;
}

/** The letters; those of other jobs, and what is no letter of ours, are the others. All are held until they are released. */
export async function readLetters({ queue, operator, name }: Reading): Promise<{
  readonly letters: readonly Letter[];
  readonly others: readonly QueuedMessage[];
}> {
  const jobs = await listDeployed(operator);
  const messages = await queue.receiveAll();
  const letters = messages.flatMap((message): readonly Letter[] => {
    const dead = readDeadLetter(message);
    const job = jobs.find(({ functionName }) => functionName === dead?.functionName)?.job;
    if (dead?.slot === undefined || job === undefined || (name !== undefined && job !== name)) return [];
    return [{ job, slot: dead.slot, dead }];
  });
  const taken = new Set(letters.map(({ dead }) => dead.message.id));
  return { letters, others: messages.filter(({ id }) => !taken.has(id)) };
}
