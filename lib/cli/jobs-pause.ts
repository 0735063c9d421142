import type { Command } from 'commander';
import { pauseJob } from '../run/operations/pause.ts';
import type { Cli } from './cli.ts';
import { type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import { defineOrder } from './jobs-order.ts';

/** `jobs pause NAME --reason TEXT`: its slots are skipped from now on, each recorded with this reason. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  defineOrder(command, cli, {
    openOperator,
    verb: 'pausing',
    reason: 'why; every slot that is skipped says it',
    give: pauseJob,
    textOf: (job, { changed, control: { paused } }) =>
      changed
        ? `job "${job}" is paused; a run that is going on ends by itself`
        : `job "${job}" was paused already by ${paused?.by} at ${paused?.at}: ${paused?.reason}`,
  });
}
