import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { isPlanReport } from './jobs-answer.ts';
import type { JobCall } from './jobs-call.ts';
import {
  addCallOptions,
  type CallOptions,
  callJob,
  type JobServices,
  liveServices,
  readSlot,
} from './jobs-caller.ts';
import { readPlanFile } from './jobs-plan-file.ts';
import { printPlan, printRun } from './jobs-print.ts';
import { readOutput } from './schedule-arguments.ts';

interface RunOptions extends CallOptions {
  readonly plan?: string;
  readonly dryRun?: true;
}

/**
 * `jobs run NAME`: runs a slot now, or does exactly the plan of a file. Exit code 0 where it succeeded, nothing was to
 * do, or the slot is done already; 1 where it failed.
 */
export function define(command: Command, cli: Cli, services: JobServices = liveServices): void {
  addCallOptions(command.argument('<name>', 'a job of jobs.yaml'))
    .option('--plan <file>', 'do exactly this plan of "jobs plan --out", or refuse')
    .option('--dry-run', 'plan only: print what would be done')
    .option('--reason <text>', 'why; it is kept in the ledger', 'by hand')
    .action(async (name: string, options: RunOptions) => {
      const output = readOutput(options.output, ['text', 'json']);
      const answer = await callJob(readCall(name, options, cli), { options, cli, services });
      if (isPlanReport(answer)) printPlan(answer, output, cli);
      else printRun(answer, output, cli);
    });
}

function readCall(job: string, options: RunOptions, cli: Cli): JobCall {
  if (options.plan === undefined) {
    const mode = options.dryRun === true ? 'plan' : 'apply';
    return { job, mode, slot: readSlot(options.slot, cli) };
  }
  if (options.dryRun === true)
    throw new UsageError('--dry-run makes a plan and --plan does one; give one of them');
  const { slot, planKey: key, digest, local } = readPlanFile(options.plan, { job, cwd: cli.cwd });
  if (options.slot !== undefined && readSlot(options.slot, cli) !== slot)
    throw new UsageError(`option --slot: the plan "${options.plan}" is for slot ${slot}`);
  if (local !== options.local) {
    const how =
      local === true
        ? 'was made with --local; run it with --local'
        : 'lies in the state bucket; leave --local out';
    throw new UsageError(`option --plan: the plan "${options.plan}" ${how}`);
  }
  return { job, mode: 'apply', slot, plan: { key, digest } };
}
