import type { Command } from 'commander';
import type { PlanReport } from '../run/plan-slot.ts';
import type { Cli } from './cli.ts';
import { isPlanReport, type JobAnswer } from './jobs-answer.ts';
import {
  addCallOptions,
  type CallOptions,
  callJob,
  type JobServices,
  liveServices,
  readSlot,
} from './jobs-caller.ts';
import { writePlanFile } from './jobs-plan-file.ts';
import { printPlan } from './jobs-print.ts';
import { readOutput } from './schedule-arguments.ts';

interface PlanOptions extends CallOptions {
  readonly out?: string;
}

/**
 * `jobs plan NAME`: what the job would do, computed without doing it. Exit code 0 also where nothing is to do; `--out`
 * writes the file with which `jobs run --plan` does exactly that.
 */
export function define(command: Command, cli: Cli, services: JobServices = liveServices): void {
  addCallOptions(command.argument('<name>', 'a job of jobs.yaml'))
    .option('--out <file>', 'write which plan it is, for: jobs run NAME --plan FILE')
    .action((name: string, options: PlanOptions) => plan(name, options, { cli, services }));
}

interface Asked {
  readonly cli: Cli;
  readonly services: JobServices;
}

async function plan(name: string, options: PlanOptions, { cli, services }: Asked): Promise<void> {
  const output = readOutput(options.output, ['text', 'json']);
  const call = { job: name, mode: 'plan', slot: readSlot(options.slot, cli) } as const;
  const report = planOf(await callJob(call, { options, cli, services }));
  printPlan(report, output, cli);
  if (options.out === undefined || report.kind === 'failed') return;
  const { job, slot, planKey, digest } = report;
  const local = options.local === true ? ({ local: true } as const) : {};
  writePlanFile(options.out, { job, slot, planKey, digest, ...local }, cli.cwd);
  if (output === 'text') {
    const where = options.local === true ? ' --local' : '';
    cli.stdout.write(`do exactly this with: nightshift jobs run ${job} --plan ${options.out}${where}\n`);
  }
}

/** A request for a plan is answered with one. */
export function planOf(answer: JobAnswer): PlanReport {
  if (isPlanReport(answer)) return answer;
  throw new Error(`a plan was asked for and job "${answer.job}" ran`);
}
