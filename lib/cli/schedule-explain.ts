import type { Command } from 'commander';
import { describeSchedule } from '../model/schedule/describe.ts';
import { nextFirings } from '../model/schedule/firings.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import type { Cli } from './cli.ts';
import { firingLines, readExpression, readOutput, readTime, readTimezone } from './schedule-arguments.ts';

interface ExplainOptions {
  readonly timezone?: string;
  readonly from?: string;
  readonly output: string;
}

/** `schedule explain EXPR`: a schedule in words, as AWS writes it, with its next firings. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<expression>', 'cron(…), rate(…), at(…) or five-field Unix cron, in quotes')
    .option('--timezone <zone>', 'IANA time zone (default: UTC)')
    .option('--from <time>', 'firings after this time (default: now)')
    .option('--output <format>', 'text or json', 'text')
    .action((expression: string, options: ExplainOptions) => explainExpression(expression, options, cli));
}

function explainExpression(expression: string, options: ExplainOptions, cli: Cli): void {
  const output = readOutput(options.output, ['text', 'json']);
  const schedule = readExpression(expression);
  const timezone = readTimezone(options.timezone);
  const from =
    options.from === undefined ? undefined : readTime({ name: '--from', text: options.from, timezone });
  const firings = nextFirings({ schedule, timezone, after: from ?? cli.now(), anchor: from, count: 3 });
  const words = describeSchedule(schedule, timezone);
  const convertedFrom = schedule.kind === 'cron' ? schedule.convertedFrom : undefined;
  if (output === 'json') {
    const next =
      firings.kind === 'firings' ? { next: firings.times.map(formatUtc) } : { reason: firings.reason };
    const answer = { expression: schedule.expression, convertedFrom, timezone, words, ...next };
    cli.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    return;
  }
  const lines = firings.kind === 'firings' ? firingLines(firings.times, timezone) : [firings.reason];
  const origin = convertedFrom === undefined ? [] : [`  converted from Unix cron "${convertedFrom}"`];
  const next = lines.length === 0 ? ['never again'] : lines;
  cli.stdout.write(
    `${[schedule.expression, ...origin, `  ${words}`, 'next:', ...next.map((line) => `  ${line}`)].join('\n')}\n`,
  );
}
