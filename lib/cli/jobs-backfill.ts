import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { JobSchedule } from '../model/job.ts';
import { type Backfill, beginBackfill, planBackfill } from '../run/operations/backfill.ts';
import type { Cli } from './cli.ts';
import { runInBulk } from './jobs-bulk.ts';
import { findJob, type OpenOperator, openLiveOperator, unknownJob } from './jobs-deployed.ts';
import {
  addOperationOptions,
  type Operation,
  type OperationOptions,
  openOperation,
  readReason,
} from './jobs-operation.ts';
import { loadCheckedProject } from './project.ts';
import { readOutput, readTime } from './schedule-arguments.ts';

interface BackfillOptions extends OperationOptions {
  readonly from: string;
  readonly to: string;
  readonly parallel: string;
  readonly dryRun?: true;
  readonly reason: string;
}

interface Asked {
  readonly job: string;
  readonly from: Date;
  readonly until: Date;
  readonly parallel: number;
  readonly reason: string;
}

/**
 * `jobs backfill NAME --from T --to T`: runs the slots of a span that are not done. Asked for again, it goes on where it
 * was interrupted. Exit code 1 where a slot failed.
 */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  addOperationOptions(
    command
      .argument('<name>', 'a job of jobs.yaml')
      .requiredOption('--from <time>', 'the first slot may lie here, UTC unless it has an offset')
      .requiredOption('--to <time>', 'the last slot lies before')
      .option('--parallel <number>', 'how many slots run at the same time', '1')
      .option('--dry-run', 'only print which slots would be run, and which are done')
      .option('--reason <text>', 'why; it is kept in the ledger', 'by hand'),
  ).action(async (job: string, options: BackfillOptions) => {
    const output = readOutput(options.output, ['text', 'json']);
    const asked = readAsked(job, options);
    const schedule = scheduleOf(job, cli);
    const operation = await openOperation({ options, openOperator }, cli);
    await findJob(job, operation.operator);
    const backfill = await planBackfill({ ...asked, schedule }, operation.ports.ledger);
    if (output === 'text') cli.stdout.write(doneLines(backfill).join(''));
    if (options.dryRun === true) printDryRun(backfill, output, cli);
    else await run({ asked, backfill, operation, output }, cli);
  });
}

function readAsked(job: string, options: BackfillOptions): Asked {
  const from = readTime({ name: '--from', text: options.from, timezone: 'UTC' });
  const until = readTime({ name: '--to', text: options.to, timezone: 'UTC' });
  if (from >= until) throw new UsageError('option --to: it is not after --from');
  return { job, from, until, parallel: readParallel(options.parallel), reason: readReason(options.reason) };
}

/** `--parallel`: Lambda runs a thousand at once for the whole account, and the job's own service may take fewer. */
export function readParallel(text: string): number {
  const parallel = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (parallel >= 1 && parallel <= 100) return parallel;
  throw new UsageError(`option --parallel: "${text}" is not a whole number from 1 to 100`);
}

function scheduleOf(name: string, cli: Cli): JobSchedule {
  const { jobsFile } = loadCheckedProject({ cwd: cli.cwd, now: cli.now() });
  const job = jobsFile.jobs.find((candidate) => candidate.name === name);
  if (job !== undefined) return job.schedule;
  const names = jobsFile.jobs.map((candidate) => candidate.name);
  throw new UsageError(unknownJob(name, names, 'in jobs.yaml'));
}

function doneLines({ done }: Backfill): readonly string[] {
  return done.map(
    ({ slot, state, reason }) => `${slot}  ${state} already${reason === undefined ? '' : `: ${reason}`}\n`,
  );
}

function printDryRun(backfill: Backfill, output: 'text' | 'json', cli: Cli): void {
  const { todo, done } = backfill;
  if (output === 'json') cli.stdout.write(`${JSON.stringify(backfill, null, 2)}\n`);
  else {
    const summary = `${todo.length} to run, ${done.length} done already; nothing was run`;
    cli.stdout.write([...todo.map((slot) => `${slot}  would be run`), summary, ''].join('\n'));
  }
}

interface Running {
  readonly asked: Asked;
  readonly backfill: Backfill;
  readonly operation: Operation;
  readonly output: 'text' | 'json';
}

async function run({ asked, backfill, operation, output }: Running, cli: Cli): Promise<void> {
  const { parallel } = asked;
  const targets = await beginBackfill(asked, backfill, operation.ports);
  const onInterrupt = 'slots that were started run on; the same command goes on with the others';
  await runInBulk({ targets, parallel, operator: operation.operator, output, onInterrupt }, cli);
}
