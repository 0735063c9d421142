import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import type { Span } from '../model/off-hours/transitions.ts';
import type { Cli } from './cli.ts';
import { readOutput, readTime } from './schedule-arguments.ts';
import { simulationPage } from './schedule-chart.ts';
import { readScheduleFile, type ScheduleFile } from './schedule-file.ts';
import { type Simulation, simulateFile } from './schedule-simulation.ts';
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
    .option('--from <time>', "UTC, or with an offset (default: this week's Monday)")
    .option('--to <time>', 'not included (default: a week after --from)')
    .option('--file <file>', 'jobs file', 'jobs.yaml')
    .option('--output <format>', 'text, json or html', 'text')
    .action((names: readonly string[], options: SimulateOptions) => printSimulation(names, options, cli));
}

function printSimulation(names: readonly string[], options: SimulateOptions, cli: Cli): void {
  const output = readOutput(options.output, ['text', 'json', 'html']);
  const span = readSpan(options, cli.now());
  const days = (span.to.getTime() - span.from.getTime()) / dayMs;
  if (output === 'html' && days > mostChartDays)
    throw new UsageError(`a week chart shows at most ${mostChartDays} days`);
  const years = { firstYear: span.from.getUTCFullYear() - 1, lastYear: span.to.getUTCFullYear() + 1 };
  const file = readScheduleFile({ cwd: cli.cwd, file: options.file, years });
  for (const warning of file.warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  const simulation = simulateFile(choose(file, names), span);
  cli.stdout.write(printers[output](simulation));
  reportExpectations(simulation, cli);
}

function readSpan(options: SimulateOptions, now: Date): Span {
  const read = (name: string, text: string) => readTime({ name, text, timezone: 'UTC' });
  const from = options.from === undefined ? mondayOf(now) : read('--from', options.from);
  const to = options.to === undefined ? new Date(from.getTime() + 7 * dayMs) : read('--to', options.to);
  if (to <= from) throw new UsageError('option --to: it is not after --from');
  if (to.getTime() - from.getTime() > mostDays * dayMs)
    throw new UsageError(`option --to: more than ${mostDays} days`);
  return { from, to };
}

function mondayOf(now: Date): Date {
  const day = Math.floor(now.getTime() / dayMs);
  return new Date((day - ((day + 3) % 7)) * dayMs);
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
