import type { Command } from 'commander';
import type { Operator } from '../aws/operator.ts';
import type { RunRecord } from '../run/ledger.ts';
import type { Cli } from './cli.ts';
import { findJob, findLedger, type OpenOperator, openLiveOperator, readPlace } from './jobs-deployed.ts';
import { waitFor } from './jobs-wait.ts';
import { readCount } from './read-count.ts';
import { readOutput } from './schedule-arguments.ts';
import { tableLines } from './text-table.ts';

const MAX_COUNT = 1_000;

interface HistoryOptions {
  readonly count: string;
  readonly output: string;
  readonly region?: string;
}

/** `jobs history NAME`: the newest runs of a job, from the ledger. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  command
    .argument('<name>', 'a job, deployed now or once')
    .option('--count <number>', 'how many runs at most', '20')
    .option('--output <format>', 'text or json', 'text')
    .option('--region <name>', 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)')
    .action(async (name: string, options: HistoryOptions) => {
      const output = readOutput(options.output, ['text', 'json']);
      const count = readCount(options.count, MAX_COUNT);
      const operator = await openOperator(readPlace(options.region, cli));
      const runs = await waitFor(
        {
          label: `reading the runs of "${name}"`,
          onInterrupt: 'nothing was changed',
          work: () => readRuns(name, count, operator),
        },
        cli,
      );
      cli.stdout.write(output === 'json' ? `${JSON.stringify(runs, null, 2)}\n` : textOf(name, runs));
    });
}

/** A job that is gone keeps its history; one that has none must be deployed, else its name is a mistake. */
async function readRuns(job: string, count: number, operator: Operator): Promise<readonly RunRecord[]> {
  const table = await findLedger(operator);
  const runs = await operator.readRuns({ table, job, count });
  if (runs.length === 0) await findJob(job, operator);
  return runs;
}

function textOf(name: string, runs: readonly RunRecord[]): string {
  if (runs.length === 0) return `job "${name}" has not run yet\n`;
  const lines = tableLines([['SLOT', 'ATTEMPT', 'OUTCOME', 'TOOK', 'REASON'], ...runs.map(cellsOf)]);
  return lines.map((line) => `${line}\n`).join('');
}

function cellsOf({ slot, attempt, outcome, startedAt, endedAt }: RunRecord): string[] {
  const seconds = (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1_000;
  const kind = outcome.code === undefined ? outcome.kind : `${outcome.kind} (${outcome.code})`;
  return [slot, String(attempt), kind, `${seconds.toFixed(1)} s`, outcome.reason];
}
