import type { Command } from 'commander';
import { resumeJob } from '../run/operations/pause.ts';
import type { Cli } from './cli.ts';
import { type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import { defineOrder } from './jobs-order.ts';

/** `jobs resume NAME --reason TEXT`: its slots run again. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  defineOrder(command, cli, {
    openOperator,
    verb: 'resuming',
    reason: 'why',
    give: resumeJob,
    textOf: (job, { changed }) =>
      changed
        ? `job "${job}" runs again; slots of the pause are made good as far as its catchUp goes`
        : `job "${job}" is not paused`,
  });
}
