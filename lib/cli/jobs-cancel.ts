import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { type Cancelled, cancelRun } from '../run/operations/cancel.ts';
import type { Cli } from './cli.ts';
import { type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import {
  addOperationOptions,
  type OperationOptions,
  operate,
  type RunName,
  readReason,
  readRunName,
} from './jobs-operation.ts';
import { findNewest } from './jobs-show.ts';

interface CancelOptions extends OperationOptions {
  readonly reason: string;
}

/** `jobs cancel RUN --reason TEXT`: asks a run to stop. Exit code 1 where there is none that could be stopped. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  addOperationOptions(
    command
      .argument('<run>', 'JOB@SLOT, or JOB for its newest slot')
      .requiredOption('--reason <text>', 'why'),
  ).action(async (text: string, options: CancelOptions) => {
    const name = readRunName(text);
    const reason = readReason(options.reason);
    const { cancelled } = await operate(
      {
        options,
        openOperator,
        label: `cancelling ${text}`,
        onInterrupt: `see "nightshift jobs show ${text}"`,
        work: async ({ ports }) => {
          const slot = name.slot ?? (await findNewest(name.job, ports));
          if (slot === undefined) throw new UsageError(`the ledger knows no slot of job "${name.job}"`);
          return { job: name.job, slot, cancelled: await cancelRun({ job: name.job, slot, reason }, ports) };
        },
        textOf: ({ job, slot, cancelled: ended }) =>
          ended.kind === 'not-running' ? [] : [wordsOf({ job, slot }, ended)],
      },
      cli,
    );
    if (cancelled.kind !== 'not-running') return;
    const state = cancelled.state === 'unknown' ? 'is not known' : `is not running: ${cancelled.state}`;
    cli.stderr.write(`nightshift: cannot cancel ${text}: the slot ${state}\n`);
    cli.exitCode = 1;
  });
}

function wordsOf({ job, slot }: RunName, cancelled: Cancelled): string {
  return cancelled.kind === 'dropped'
    ? `job "${job}", slot ${slot}: will not be run`
    : `job "${job}", slot ${slot}: asked to stop; it does between two batches, see "nightshift jobs show ${job}@${slot}"`;
}
