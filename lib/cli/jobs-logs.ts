import type { Command } from 'commander';
import type { LogLine, LogQuery, Operator } from '../aws/operator.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { findJob, type OpenOperator, openLiveOperator, readPlace } from './jobs-deployed.ts';
import { addOperationOptions, type OperationOptions } from './jobs-operation.ts';
import { readOutput, readTime } from './schedule-arguments.ts';

const POLL_MS = 2_000;
/** CloudWatch Logs shows a line some seconds after it was written; so far back every look goes again. */
const LATE_MS = 30_000;

interface LogOptions extends OperationOptions {
  readonly since: string;
  readonly request?: string;
  readonly follow?: true;
}

/** `jobs logs NAME`: the lines of a job's log; with `--follow` also those that come, until Ctrl-C. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  addOperationOptions(
    command
      .argument('<name>', 'a deployed job')
      .option('--since <time>', 'a time, or how long ago: 90m, 24h', '1h')
      .option('--request <id>', 'only lines that name this request, as "jobs show" prints it')
      .option('--follow', 'go on with the lines that come'),
  ).action(async (job: string, options: LogOptions) => {
    const output = readOutput(options.output, ['text', 'json']);
    const from = readSince(options.since, cli);
    const operator = await openOperator(readPlace(options.region, cli));
    const { logGroup } = await findJob(job, operator);
    const query = {
      logGroup,
      from,
      ...(options.request === undefined ? {} : { requestId: options.request }),
    };
    for await (const line of readLines(query, { operator, cli, follow: options.follow === true })) {
      cli.stdout.write(output === 'json' ? `${JSON.stringify(line)}\n` : `${line.at}  ${line.text}\n`);
      // Nobody reads on.
      if (!cli.stdout.writable) return;
    }
  });
}

function readSince(text: string, cli: Cli): Date {
  const [, amount, unit] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit ?? ''];
  if (seconds !== undefined) return new Date(cli.now().getTime() - Number(amount) * seconds * 1_000);
  const time = readTime({ name: '--since', text, timezone: 'UTC' });
  if (time <= cli.now()) return time;
  throw new UsageError(`option --since: "${text}" is yet to come`);
}

interface Reading {
  readonly operator: Operator;
  readonly cli: Cli;
  readonly follow: boolean;
}

/** Each line once, though looks overlap. */
async function* readLines(query: LogQuery, { operator, cli, follow }: Reading): AsyncGenerator<LogLine> {
  const seen = new Set<string>();
  let { from } = query;
  do {
    const startedMs = cli.now().getTime();
    for (const line of await operator.readLog({ ...query, from })) {
      if (seen.has(line.id)) continue;
      seen.add(line.id);
      yield line;
    }
    if (follow) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    from = new Date(Math.max(from.getTime(), startedMs - LATE_MS));
  } while (follow);
}
