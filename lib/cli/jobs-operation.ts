import type { Command } from 'commander';
import type { Operator } from '../aws/operator.ts';
import { UsageError } from '../model/errors.ts';
import { parseInstant } from '../model/schedule/instant.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import type { Cli } from './cli.ts';
import { findLedger, type OpenOperator, readPlace } from './jobs-deployed.ts';
import { waitFor } from './jobs-wait.ts';
import { readOutput } from './schedule-arguments.ts';

export interface OperationOptions {
  readonly output: string;
  readonly region?: string;
}

/** Adds what every command takes that looks into the deployed app or changes it. */
export function addOperationOptions(command: Command): Command {
  return command
    .option('--output <format>', 'text or json', 'text')
    .option('--region <name>', 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)');
}

interface Opening {
  readonly options: Pick<OperationOptions, 'region'>;
  readonly openOperator: OpenOperator;
}

/** The deployed app, opened with the shell's credentials. */
export interface Operation {
  readonly operator: Operator;
  readonly ports: OperationPorts;
}

interface Working<Result> {
  readonly options: OperationOptions;
  readonly openOperator: OpenOperator;
  readonly label: string;
  readonly onInterrupt: string;
  readonly work: (operation: Operation) => Promise<Result>;
  /** How a person reads the result. */
  readonly textOf: (result: Result) => readonly string[];
}

/** Does something with the deployed app and prints what came of it, as text or as JSON. */
export async function operate<Result>(working: Working<Result>, cli: Cli): Promise<Result> {
  const output = readOutput(working.options.output, ['text', 'json']);
  const { label, onInterrupt } = working;
  const work = async () => working.work(await openOperation(working, cli));
  const result = await waitFor({ label, onInterrupt, work }, cli);
  const lines = output === 'json' ? [JSON.stringify(result, null, 2)] : working.textOf(result);
  cli.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return result;
}

/** Opens the operator and the ledger; a ServiceError where nothing is deployed. */
export async function openOperation({ options, openOperator }: Opening, cli: Cli): Promise<Operation> {
  const operator = await openOperator(readPlace(options.region, cli));
  const ledger = await operator.openLedger(await findLedger(operator));
  return { operator, ports: { ledger, readCaller: operator.readCaller, now: cli.now } };
}

export interface RunName {
  readonly job: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`; undefined where only the job is named. */
  readonly slot: string | undefined;
}

/** A run as it is named: `JOB@SLOT`, or `JOB` for its newest one. */
export function readRunName(text: string): RunName {
  const [job = '', slot, ...rest] = text.split('@');
  if (job === '' || rest.length > 0)
    throw new UsageError(`"${text}" names no run; write JOB@SLOT, such as nightly@2026-03-06T02:00Z`);
  if (slot === undefined) return { job, slot };
  const parsed = parseInstant(slot, 'UTC');
  if (parsed.kind === 'error') throw new UsageError(`run "${text}": ${parsed.message}`);
  return { job, slot: `${parsed.time.toISOString().slice(0, 16)}:00Z` };
}

/** `--reason`, which every change must have: it is what colleagues read. */
export function readReason(reason: string): string {
  if (/\S/.test(reason) && reason.length <= 500) return reason.trim();
  throw new UsageError('option --reason: say in a line, of 500 characters at most, why');
}
