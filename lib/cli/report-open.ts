import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReportReader } from '../aws/operator-reports.ts';
import { ServiceError, UsageError } from '../model/errors.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';
import type { Cli } from './cli.ts';
import { readSlot } from './jobs-caller.ts';
import { findPart, readPlace } from './jobs-deployed.ts';
import { waitFor } from './jobs-wait.ts';
import { type OpenReportReader, openLiveReportReader, readReports } from './report-deployed.ts';
import { readSettings } from './run-settings.ts';
import { readOutput } from './schedule-arguments.ts';

interface OpenOptions {
  readonly slot?: string;
  readonly format: string;
  readonly out?: string;
  readonly browser: boolean;
  readonly region?: string;
}

/** What the command reaches outside of the process; a test puts its own in. */
export interface ReportServices {
  readonly openReader: OpenReportReader;
  /** Shows a file in the person's browser; where there is none, nothing happens. */
  readonly showFile: (file: string) => void;
}

const liveServices: ReportServices = { openReader: openLiveReportReader, showFile };

/** `report open NAME`: the archived page of a report into a file, and on a terminal into the browser; JSON and CSV to stdout. */
export function define(command: Command, cli: Cli, services: ReportServices = liveServices): void {
  command
    .argument('<name>', 'a job that mails reports')
    .option(
      '--slot <time>',
      'the scheduled time of the report, UTC unless it has an offset (default: the newest)',
    )
    .option('--format <format>', 'html (a page in a file), json or csv (to stdout)', 'html')
    .option('--out <file>', 'where the page goes (default: below .nightshift/reports)')
    .option('--no-browser', 'do not show the page, only tell where it lies')
    .option('--region <name>', 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)')
    .action(async (job: string, options: OpenOptions) => {
      const format = readOutput(options.format, ['html', 'json', 'csv'], '--format');
      const reader = await services.openReader(readPlace(options.region, cli));
      const slot = options.slot === undefined ? {} : { slot: readSlot(options.slot, cli) };
      const work = () => fetchReport({ job, format, ...slot }, reader);
      const label = `fetching the report of "${job}"`;
      const { row, text } = await waitFor({ label, onInterrupt: 'nothing was changed', work }, cli);
      if (format !== 'html' && options.out === undefined) cli.stdout.write(text);
      else keep({ row, text, format, options }, { cli, services });
    });
}

interface Wanted {
  readonly job: string;
  readonly slot?: string;
  readonly format: string;
}

interface Fetched {
  readonly row: OutboxRow;
  readonly text: string;
}

async function fetchReport({ job, slot, format }: Wanted, reader: ReportReader): Promise<Fetched> {
  const wanted = slot === undefined ? { job, count: 1 } : { job, count: 1, slot };
  const [found] = await readReports(wanted, reader);
  if (found === undefined) {
    const which = slot === undefined ? 'no report yet' : `no report for ${slot}`;
    throw new UsageError(`job "${job}" has ${which}; "nightshift report ls ${job}" lists what there is`);
  }
  const { row } = found;
  const key = `${job}/${row.pageKey.replace(/html$/, format)}`;
  const bucket = await findPart('StateBucket', reader);
  try {
    return { row, text: await reader.readObject({ bucket, key }) };
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchKey') throw gone(row);
    throw error;
  }
}

function gone({ id }: OutboxRow): ServiceError {
  return new ServiceError({
    code: 'ReportGone',
    service: 's3',
    operation: 'GetObject',
    message: `the report of ${id} is no longer in the archive, which keeps ninety days`,
  });
}

interface Kept extends Fetched {
  readonly format: string;
  readonly options: OpenOptions;
}

function keep(
  { row, text, format, options }: Kept,
  { cli, services }: { readonly cli: Cli; readonly services: ReportServices },
): void {
  const file = resolve(cli.cwd, options.out ?? defaultFile(row, format, cli));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  cli.stdout.write(`${file}\n`);
  if (format === 'html' && options.browser && cli.stdout.isTTY === true) services.showFile(file);
}

/** Not every file system takes the colons of a slot. */
function defaultFile({ job, id }: OutboxRow, format: string, cli: Cli): string {
  const { root = cli.cwd } = readSettings(cli.cwd);
  return join(root, '.nightshift', 'reports', `${job}-${id.replaceAll(':', '')}.${format}`);
}

function showFile(file: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(program, [...words, file], { stdio: 'ignore', detached: true });
  // Without a browser the printed path is what is left.
  child.on('error', () => {});
  child.unref();
}
