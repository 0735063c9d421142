import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { readPlace } from './jobs-deployed.ts';
import { waitFor } from './jobs-wait.ts';
import { readCount } from './read-count.ts';
import {
  type OpenReportReader,
  openLiveReportReader,
  readReports,
  type SentReport,
  stateOf,
} from './report-deployed.ts';
import { readOutput } from './schedule-arguments.ts';

const MAX_COUNT = 1_000;

interface LsOptions {
  readonly count: string;
  readonly output: string;
  readonly region?: string;
}

/** `report ls NAME`: the newest reports of a job, and whether they arrived. */
export function define(
  command: Command,
  cli: Cli,
  openReader: OpenReportReader = openLiveReportReader,
): void {
  command
    .argument('<name>', 'a job that mails reports')
    .option('--count <number>', 'how many reports at most', '20')
    .option('--output <format>', 'text or json', 'text')
    .option('--region <name>', 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)')
    .action(async (job: string, options: LsOptions) => {
      const output = readOutput(options.output, ['text', 'json']);
      const count = readCount(options.count, MAX_COUNT);
      const reader = await openReader(readPlace(options.region, cli));
      const work = () => readReports({ job, count }, reader);
      const label = `reading the reports of "${job}"`;
      const reports = await waitFor({ label, onInterrupt: 'nothing was changed', work }, cli);
      cli.stdout.write(output === 'json' ? jsonOf(reports) : textOf(job, reports));
    });
}

function jsonOf(reports: readonly SentReport[]): string {
  const values = reports.map((report) => ({
    ...report.row,
    arrival: stateOf(report),
    feedback: report.feedback,
  }));
  return `${JSON.stringify(values, null, 2)}\n`;
}

function textOf(job: string, reports: readonly SentReport[]): string {
  if (reports.length === 0) return `job "${job}" has sent no report yet\n`;
  const lines = [['SLOT', 'MAIL', 'SUBJECT'], ...reports.map(cellsOf)];
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
    .join('');
}

function cellsOf(report: SentReport): string[] {
  const { row } = report;
  const code = row.code === undefined ? '' : ` (${row.code})`;
  return [row.id, `${stateOf(report)}${code}`, row.subject];
}
