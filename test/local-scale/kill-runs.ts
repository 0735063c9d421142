import { readdirSync, readFileSync } from 'node:fs';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { keys } from '../../lib/aws/ledger-items.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

/** The emulator runs each function as a process of its own, which can be looked up here. */
export const canKill = process.platform === 'linux';

/** Ends every process of a job's function of this very stack without a word; how many there were. */
export function killRuns({ emulator }: LocalStack, job: string): number {
  const marks = [`NIGHTSHIFT_JOB=${job}`, `AWS_ENDPOINT_URL=${emulator.endpoint}`];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ours = pids.filter((pid) => {
    const variables = readVariables(pid);
    return marks.every((mark) => variables.includes(mark));
  });
  return ours.filter((pid) => kill(Number(pid))).length;
}

function readVariables(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return [];
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/**
 * Lets the lease of a run that was killed be over, as it is by itself after the function's time and a minute. False where
 * there was no such run: it had not claimed the slot yet, or has ended.
 */
export async function endLease(
  { access, deployment }: LocalStack,
  { job, slot }: { readonly job: string; readonly slot: string },
): Promise<boolean> {
  const dynamo = new DynamoDBClient(clientConfig(access));
  const isRunning = new UpdateItemCommand({
    TableName: deployment.ledger,
    Key: keys.slot(job, slot),
    UpdateExpression: 'SET leaseEndsAt = :past',
    ConditionExpression: '#state = :running',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':past': { S: '2026-01-01T00:00:00.000Z' }, ':running': { S: 'running' } },
  });
  try {
    await dynamo.send(isRunning);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
