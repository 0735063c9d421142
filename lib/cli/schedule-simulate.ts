import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import type { Span } from '../model/off-hours/transitions.ts';
import type { Cli } from './cli.ts';
import { readOutput, readTime } from './schedule-arguments.ts';
import { simulationPage } from './schedule-chart.ts';
import { readScheduleFile, type ScheduleFile } from './schedule-file.ts';
import { type AskedSpan, type Simulation, simulateFile } from './schedule-simulation.ts';
import { simulationJson, simulationTable } from './schedule-table.ts';

interface SimulateOptions {
  readonly from?: string;
  readonly to?: string;
  readonly file: string;
  readonly output: string;
}

const dayMs = 86_400_000;
const mostDays = 3660;
const mostChartDays = 70;
const printers = { text: simulationTable, json: simulationJson, html: simulationPage };

/** `schedule simulate`: every change and firing within a span, from `jobs.yaml`. Exit 1 when an expectation is not met. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[names...]', 'schedules and jobs to show (default: all)')
    .option(
      '--from <time>',
      "wall clock of each schedule, or with Z or an offset (default: this week's Monday)",
    )
    .option('--to <time>', 'not included (default: a week after --from)')
    .option('--file <file>', 'jobs file', 'jobs.yaml')
    .option('--output <format>', 'text, json or html', 'text')
    .action((names: readonly string[], options: SimulateOptions) => printSimulation(names, options, cli));
}

function printSimulation(names: readonly string[], options: SimulateOptions, cli: Cli): void {
  const output = readOutput(options.output, ['text', 'json', 'html']);
  const asked = askSpan(options, cli.now());
  const span = asked.spanIn('UTC');
  const days = (span.to.getTime() - span.from.getTime()) / dayMs;
  if (output === 'html' && days > mostChartDays)
    throw new UsageError(`a week chart shows at most ${mostChartDays} days`);
  const years = { firstYear: span.from.getUTCFullYear() - 1, lastYear: span.to.getUTCFullYear() + 1 };
  const file = readScheduleFile({ cwd: cli.cwd, file: options.file, years });
  for (const warning of file.warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  const simulation = simulateFile(choose(file, names), asked);
  cli.stdout.write(printers[output](simulation));
  reportExpectations(simulation, cli);
}

function askSpan(options: SimulateOptions, now: Date): AskedSpan {
  const from = options.from ?? mondayOf(now);
  const to = options.to ?? weekAfter(from);
  const spanIn = (timezone: string): Span => {
    const start = readTime({ name: '--from', text: from, timezone });
    const end = readTime({ name: '--to', text: to, timezone });
    if (end <= start) throw new UsageError('option --to: it is not after --from');
    if (end.getTime() - start.getTime() > mostDays * dayMs)
      throw new UsageError(`option --to: more than ${mostDays} days`);
    return { from: start, to: end };
  };
  return { from, to, spanIn };
}

function mondayOf(now: Date): string {
  const day = Math.floor(now.getTime() / dayMs);
  return new Date((day - ((day + 3) % 7)) * dayMs).toISOString().slice(0, 10);
}

/** The same wall clock, or the same instant, seven days on. */
function weekAfter(from: string): string {
  readTime({ name: '--from', text: from, timezone: 'UTC' });
  const date = new Date(Date.parse(`${from.slice(0, 10)}T00:00:00Z`) + 7 * dayMs);
  return date.toISOString().slice(0, 10) + from.slice(10);
}

function choose(file: ScheduleFile, names: readonly string[]): ScheduleFile {
  if (names.length === 0) return file;
  const known = [...file.schedules.map(({ plan }) => plan.name), ...file.jobs.map(({ name }) => name)];
  for (const name of names) {
    if (known.includes(name)) continue;
    const [nearest] = [...known].sort((a, b) => distance(a, name) - distance(b, name));
    throw new UsageError(`no schedule or job "${name}"; did you mean "${nearest}"?`);
  }
  return {
    ...file,
    schedules: file.schedules.filter(({ plan }) => names.includes(plan.name)),
    jobs: file.jobs.filter(({ name }) => names.includes(name)),
  };
}

function reportExpectations({ expectations }: Simulation, cli: Cli): void {
  for (const expectation of expectations) {
    if (expectation.kind === 'met') continue;
    cli.stderr.write(`nightshift: ${expectation.message}\n`);
    cli.exitCode = 1;
  }
}
