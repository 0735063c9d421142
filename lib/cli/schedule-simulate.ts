import type { Command } from 'commander';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import type { Span } from '../model/off-hours/transitions.ts';
import { didYouMean } from '../model/schedule/nearest.ts';
import { instanceJobs } from '../tasks/instance-jobs.ts';
import { type PlanGroup, plansOfInstances } from '../tasks/instance-plans.ts';
import type { Cli } from './cli.ts';
import { loadCheckedProject } from './project.ts';
import { readOutput, readTime } from './schedule-arguments.ts';
import { simulationPage } from './schedule-chart.ts';
import { readScheduleFile, type ScheduleFile } from './schedule-file.ts';
import { type InstancesChoice, readInstances } from './schedule-instances.ts';
import { type AskedSpan, type Simulation, simulateFile } from './schedule-simulation.ts';
import { simulationJson, simulationTable } from './schedule-table.ts';

interface SimulateOptions extends InstancesChoice {
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
    .option(
      '--instances <file>',
      'also what "aws ec2 describe-instances" printed there, or "live" to ask EC2',
    )
    .option('--env <name>', 'environment whose credentials ask EC2 (default: those of the shell)')
    .option('--region <region>', 'Region of the instances')
    .action((names: readonly string[], options: SimulateOptions) => printSimulation(names, options, cli));
}

async function printSimulation(names: readonly string[], options: SimulateOptions, cli: Cli): Promise<void> {
  const output = readOutput(options.output, ['text', 'json', 'html']);
  const asked = askSpan(options, cli.now());
  const span = asked.spanIn('UTC');
  const days = (span.to.getTime() - span.from.getTime()) / dayMs;
  if (output === 'html' && days > mostChartDays)
    throw new UsageError(`a week chart shows at most ${mostChartDays} days`);
  const years = { firstYear: span.from.getUTCFullYear() - 1, lastYear: span.to.getUTCFullYear() + 1 };
  const file = readScheduleFile({ cwd: cli.cwd, file: options.file, years });
  for (const warning of file.warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  const groups = options.instances === undefined ? [] : await readGroups(options, span.from, cli);
  const simulation = simulateFile(choose(file, names, groups), asked, chooseGroups(groups, names));
  cli.stdout.write(printers[output](simulation));
  reportExpectations(simulation, cli);
}

/** What the instances run on; what no schedule moves and what cannot be read is told on stderr. */
async function readGroups(options: SimulateOptions, at: Date, cli: Cli): Promise<readonly PlanGroup[]> {
  const { jobsFile } = loadCheckedProject({ cwd: cli.cwd, file: options.file, now: at });
  const instances = await readInstances(options, cli);
  const { groups, notes } = plansOfInstances(instanceJobs(jobsFile), instances, at);
  for (const note of notes) cli.stderr.write(`nightshift: ${note}\n`);
  return groups;
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

function choose(file: ScheduleFile, names: readonly string[], groups: readonly PlanGroup[]): ScheduleFile {
  if (names.length === 0) return file;
  const ids = groups.flatMap(({ instances }) => instances.map(({ id }) => id));
  const known = [
    ...file.schedules.map(({ plan }) => plan.name),
    ...file.jobs.map(({ name }) => name),
    ...ids,
  ];
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `no schedule or job "${name}"${didYouMean(name, known) || `; there is ${known.join(', ')}`}`,
    );
  }
  return {
    ...file,
    schedules: file.schedules.filter(({ plan }) => names.includes(plan.name)),
    jobs: file.jobs.filter(({ name }) => names.includes(name)),
  };
}

/** The instances that are named, or whose schedule is. */
function chooseGroups(groups: readonly PlanGroup[], names: readonly string[]): readonly PlanGroup[] {
  if (names.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      instances: group.instances.filter(({ id }) => names.includes(id) || names.includes(group.plan.name)),
    }))
    .filter(({ instances }) => instances.length > 0);
}

function reportExpectations({ expectations }: Simulation, cli: Cli): void {
  for (const expectation of expectations) {
    if (expectation.kind === 'met') continue;
    cli.stderr.write(`nightshift: ${expectation.message}\n`);
    cli.exitCode = 1;
  }
}
