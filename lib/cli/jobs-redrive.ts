import type { Command } from 'commander';
import type { DeadLetterQueue, Letter } from '../run/operations/dead-letters.ts';
import { beginRedrive } from '../run/operations/redrive.ts';
import type { Cli } from './cli.ts';
import { readParallel } from './jobs-backfill.ts';
import { runInBulk } from './jobs-bulk.ts';
import { type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import { openLetters } from './jobs-letters.ts';
import {
  addOperationOptions,
  type Operation,
  type OperationOptions,
  openOperation,
  readReason,
} from './jobs-operation.ts';
import { readOutput } from './schedule-arguments.ts';
import { tableLines } from './text-table.ts';

interface RedriveOptions extends OperationOptions {
  readonly yes?: true;
  readonly parallel: string;
  readonly reason: string;
}

/**
 * `jobs redrive [NAME]`: lists the dead letters with their reasons; with `--yes` it runs their slots again and removes
 * those that end well. Exit code 1 where a slot failed again.
 */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  addOperationOptions(
    command
      .argument('[name]', 'only letters of this job')
      .option('--yes', 'run them; without it they are only listed')
      .option('--parallel <number>', 'how many slots run at the same time', '4')
      .option('--reason <text>', 'why; it is kept in the ledger', 'the cause is mended'),
  ).action(async (name: string | undefined, options: RedriveOptions) => {
    const output = readOutput(options.output, ['text', 'json']);
    const parallel = readParallel(options.parallel);
    const reason = readReason(options.reason);
    const operation = await openOperation({ options, openOperator }, cli);
    const { queue, letters, others } = await openLetters({ operator: operation.operator, name });
    if (options.yes !== true) {
      await queue.release([...letters.map(({ dead }) => dead.message), ...others]);
      printLetters({ letters, unreadable: others.length, output }, cli);
      return;
    }
    await queue.release(others);
    if (output === 'text')
      cli.stdout.write(
        letterLines(letters)
          .map((line) => `${line}\n`)
          .join(''),
      );
    await redrive({ letters, operation, queue, output, parallel, reason }, cli);
  });
}

interface Printing {
  readonly letters: readonly Letter[];
  readonly unreadable: number;
  readonly output: 'text' | 'json';
}

function printLetters({ letters, unreadable, output }: Printing, cli: Cli): void {
  if (output === 'json') {
    const rows = letters.map(({ job, slot, dead: { code, reason, message } }) => ({
      job,
      slot,
      code,
      reason,
      sentAt: message.sentAt,
    }));
    cli.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const rest = unreadable === 0 ? '' : `; ${unreadable} others stay where they are`;
  const summary =
    letters.length === 0 ? `no dead letters to run again${rest}` : `run them again with --yes${rest}`;
  cli.stdout.write(`${[...letterLines(letters), summary].join('\n')}\n`);
}

function letterLines(letters: readonly Letter[]): readonly string[] {
  if (letters.length === 0) return [];
  const rows = letters.map(({ job, slot, dead: { code, reason } }) => [job, slot, code, reason]);
  return tableLines([['JOB', 'SLOT', 'CODE', 'REASON'], ...rows]);
}

interface Redriving {
  readonly letters: readonly Letter[];
  readonly operation: Operation;
  readonly queue: DeadLetterQueue;
  readonly output: 'text' | 'json';
  readonly parallel: number;
  readonly reason: string;
}

async function redrive(
  { letters, operation, queue, output, parallel, reason }: Redriving,
  cli: Cli,
): Promise<void> {
  const onEnd = await beginRedrive({ letters, queue, reason }, operation.ports);
  const onInterrupt = 'slots that were started run on; letters that were not come back within the hour';
  await runInBulk(
    { targets: letters, parallel, operator: operation.operator, output, onInterrupt, onEnd },
    cli,
  );
}
