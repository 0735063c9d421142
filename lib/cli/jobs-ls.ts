import type { Command } from 'commander';
import type { Job } from '../model/job.ts';
import { describeTiming } from '../model/schedule/describe.ts';
import { nextFirings } from '../model/schedule/firings.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import { parseSchedule } from '../model/schedule/parse.ts';
import type { Cli } from './cli.ts';
import { loadCheckedProject } from './project.ts';
import { readOutput } from './schedule-arguments.ts';

/** `jobs ls`: the jobs with their schedules in words and their next firings. */
export function define(command: Command, cli: Cli): void {
  command
    .option('--output <format>', 'text or json', 'text')
    .action((options: { readonly output: string }) => listJobs(options.output, cli));
}

function listJobs(format: string, cli: Cli): void {
  const output = readOutput(format, ['text', 'json']);
  const { jobsFile } = loadCheckedProject({ cwd: cli.cwd, now: cli.now() });
  const rows = jobsFile.jobs.map((job) => rowOf(job, cli.now()));
  const text = output === 'json' ? JSON.stringify(rows, null, 2) : table(rows).join('\n');
  cli.stdout.write(`${text}\n`);
}

interface Row {
  readonly name: string;
  readonly description?: string | undefined;
  readonly expression: string;
  readonly timezone: string;
  /** The schedule in words. */
  readonly schedule: string;
  /** UTC; null where none follows, or where it counts from the deployment. */
  readonly next: string | null;
  readonly environment: string;
  readonly task: string;
}

function rowOf(job: Job, now: Date): Row {
  const { name, description, environment, task } = job;
  const { expression, timezone = 'UTC', start, end, flexibleWindowMinutes } = job.schedule;
  const schedule = parseSchedule(expression);
  if (schedule.kind === 'error') throw new Error(`the job "${name}" was not checked: ${schedule.message}`);
  const firings = nextFirings({
    schedule,
    timezone,
    start: toDate(start),
    end: toDate(end),
    after: now,
    count: 1,
  });
  const [next] = firings.kind === 'firings' ? firings.times : [];
  return {
    name,
    description,
    expression,
    timezone,
    schedule: describeTiming({ schedule, timezone, flexibleWindowMinutes }),
    next: next === undefined ? null : formatUtc(next),
    environment,
    task: task.name,
  };
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function table(rows: readonly Row[]): readonly string[] {
  const cells = rows.map(({ name, schedule, expression, next, environment, task }) => [
    name,
    schedule,
    next ?? (expression.startsWith('rate(') ? 'once deployed' : 'never again'),
    environment,
    task,
  ]);
  const lines = [['NAME', 'SCHEDULE', 'NEXT', 'ENVIRONMENT', 'TASK'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
