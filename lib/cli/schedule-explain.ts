import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { describeSchedule } from '../model/schedule/describe.ts';
import { nextFirings } from '../model/schedule/firings.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import type { Cli } from './cli.ts';
import { firingLines, readExpression, readOutput, readTime, readTimezone } from './schedule-arguments.ts';
import { explainAt } from './schedule-explain-at.ts';
import type { InstancesChoice } from './schedule-instances.ts';

interface ExplainOptions extends InstancesChoice {
  readonly timezone?: string;
  readonly from?: string;
  readonly at?: string;
  readonly file: string;
  readonly output: string;
}

/**
 * `schedule explain EXPR`: a schedule in words, as AWS writes it, with its next firings. `schedule explain NAME`: what an off-hours
 * schedule of `jobs.yaml` wants at a time, and by which rule. `schedule explain i-…`: what the jobs would do with an instance.
 */
export function define(command: Command, cli: Cli): void {
  command
    .argument(
      '<schedule>',
      'cron(…), rate(…), at(…) or five-field Unix cron, in quotes; the name of an off-hours schedule; or the id of an instance',
    )
    .option('--timezone <zone>', 'IANA time zone (default: UTC)')
    .option('--from <time>', 'firings after this time (default: now)')
    .option('--at <time>', 'when to ask an off-hours schedule, or for an instance (default: now)')
    .option('--file <file>', 'where off-hours schedules are', 'jobs.yaml')
    .option(
      '--instances <file>',
      'read the instance in what "aws ec2 describe-instances" printed, not in EC2',
    )
    .option('--env <name>', 'environment whose credentials read the instance (default: those of the shell)')
    .option('--region <region>', 'Region of the instance')
    .option('--output <format>', 'text or json', 'text')
    .action(async (schedule: string, options: ExplainOptions) => {
      const output = readOutput(options.output, ['text', 'json']);
      cli.stdout.write(await explain(schedule, { options, output }, cli));
    });
}

async function explain(
  text: string,
  asked: { options: ExplainOptions; output: 'text' | 'json' },
  cli: Cli,
): Promise<string> {
  const { options, output } = asked;
  if (options.at === undefined && !isName(text)) return explainExpression(text, asked, cli);
  if (options.timezone !== undefined || options.from !== undefined) {
    throw new UsageError(
      'an off-hours schedule has its own time zone; leave out --timezone and --from, and ask with --at',
    );
  }
  const at = options.at ?? formatUtc(cli.now());
  if (/^i-[0-9a-f]{8,17}$/.test(text)) {
    const { explainInstance } = await import('./schedule-explain-instance.ts');
    return explainInstance({ ...options, id: text, at, output }, cli);
  }
  return explainAt({ name: text, at, file: options.file, output }, cli);
}

/** An expression has blanks or brackets, a name has neither. */
function isName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text);
}

function explainExpression(
  expression: string,
  { options, output }: { options: ExplainOptions; output: 'text' | 'json' },
  cli: Cli,
): string {
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
    return `${JSON.stringify(answer, undefined, 2)}\n`;
  }
  const lines = firings.kind === 'firings' ? firingLines(firings.times, timezone) : [firings.reason];
  const origin = convertedFrom === undefined ? [] : [`  converted from Unix cron "${convertedFrom}"`];
  const next = (lines.length === 0 ? ['never again'] : lines).map((line) => `  ${line}`);
  return `${[schedule.expression, ...origin, `  ${words}`, 'next:', ...next].join('\n')}\n`;
}
