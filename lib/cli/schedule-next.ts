import type { Command } from 'commander';
import { formatUtc } from '../model/schedule/instant.ts';
import type { Cli } from './cli.ts';
import { readCount } from './read-count.ts';
import {
  firingLines,
  noteConversion,
  readExpression,
  readFirings,
  readOutput,
  readTime,
  readTimezone,
} from './schedule-arguments.ts';

interface NextOptions {
  readonly timezone?: string;
  readonly from?: string;
  readonly count: string;
  readonly output: string;
}

/** `schedule next EXPR`: when a schedule fires after a time. A `rate` is counted from `--from`. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<expression>', 'cron(…), rate(…), at(…) or five-field Unix cron, in quotes')
    .option('--timezone <zone>', 'IANA time zone (default: UTC)')
    .option('--from <time>', 'firings strictly after this time (default: now)')
    .option('--count <number>', 'how many', '5')
    .option('--output <format>', 'text or json', 'text')
    .action((expression: string, options: NextOptions) => printNext(expression, options, cli));
}

function printNext(expression: string, options: NextOptions, cli: Cli): void {
  const output = readOutput(options.output, ['text', 'json']);
  const schedule = readExpression(expression);
  const timezone = readTimezone(options.timezone);
  const from =
    options.from === undefined ? undefined : readTime({ name: '--from', text: options.from, timezone });
  const after = from ?? cli.now();
  const times = readFirings({
    schedule,
    timezone,
    after,
    anchor: from,
    count: readCount(options.count, 99_999),
  });
  noteConversion(schedule, cli);
  if (output === 'json') {
    cli.stdout.write(`${JSON.stringify(times.map(formatUtc), undefined, 2)}\n`);
    return;
  }
  const lines = times.length === 0 ? [`no firing after ${formatUtc(after)}`] : firingLines(times, timezone);
  cli.stdout.write(`${lines.join('\n')}\n`);
}
