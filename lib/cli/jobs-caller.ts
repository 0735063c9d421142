import type { Command } from 'commander';
import { recordAction } from '../run/operations/sign.ts';
import type { Cli } from './cli.ts';
import type { JobAnswer } from './jobs-answer.ts';
import { callFunction, type JobCall } from './jobs-call.ts';
import { findJob, type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import { openOperation, readReason } from './jobs-operation.ts';
import { waitFor } from './jobs-wait.ts';
import type { LiveOptions } from './run-open.ts';
import { addLiveOptions } from './run-options.ts';
import { readTime } from './schedule-arguments.ts';

/** The options that `jobs plan` and `jobs run` share. */
export interface CallOptions extends LiveOptions {
  readonly slot?: string;
  readonly local?: true;
  /** Why a person runs it. */
  readonly reason?: string;
  readonly output: string;
}

/** What the commands reach outside of the process; a test puts its own in. */
export interface JobServices {
  readonly openOperator: OpenOperator;
  /** Does a call in this process. */
  readonly callLocal: (
    call: JobCall,
    where: { readonly options: LiveOptions; readonly cli: Cli },
  ) => Promise<JobAnswer>;
}

/** The live services, each loaded when it is needed. */
export const liveServices: JobServices = {
  openOperator: openLiveOperator,
  callLocal: async (call, where) => (await import('./jobs-local.ts')).callLocal(call, where),
};

/** Adds the options of a call. `--region` tells where the app is, too. */
export function addCallOptions(command: Command): Command {
  addLiveOptions(
    command
      .option('--slot <time>', 'the scheduled time to work for, UTC unless it has an offset (default: now)')
      .option('--local', "in this process, with the environment's credentials and the project's files")
      .option('--output <format>', 'text or json', 'text'),
  );
  for (const option of command.options) {
    if (option.long === '--region')
      option.description = 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)';
    else if (
      ['--token-source', '--issuer', '--audience', '--organization', '--account'].includes(option.long ?? '')
    )
      option.description = `with --local: ${option.description}`;
  }
  return command;
}

/** The slot that is asked for, down to the minute; default: now. */
export function readSlot(text: string | undefined, cli: Cli): string {
  const time = text === undefined ? cli.now() : readTime({ name: '--slot', text, timezone: 'UTC' });
  return `${time.toISOString().slice(0, 16)}:00Z`;
}

interface Asking {
  readonly options: CallOptions;
  readonly cli: Cli;
  readonly services: JobServices;
}

/** Asks the job's function, or this process, and waits for the answer. */
export async function callJob(call: JobCall, { options, cli, services }: Asking): Promise<JobAnswer> {
  const isLocal = options.local === true;
  const work = async () =>
    isLocal ? services.callLocal(call, { options, cli }) : callRecorded(call, { options, cli, services });
  return waitFor({ label: labelOf(call), onInterrupt: onInterrupt(call, isLocal), work }, cli);
}

/** Who runs a job by hand stands in the ledger before it is run. */
async function callRecorded(call: JobCall, { options, cli, services }: Asking): Promise<JobAnswer> {
  const { operator, ports } = await openOperation({ options, openOperator: services.openOperator }, cli);
  const deployed = await findJob(call.job, operator);
  if (call.mode === 'apply') {
    const details = `slot ${call.slot}${call.plan === undefined ? '' : `, plan ${call.plan.digest}`}`;
    const { reason = 'by hand' } = options;
    await recordAction({ job: call.job, kind: 'run', details, reason: readReason(reason) }, ports);
  }
  return callFunction(deployed, call, operator);
}

function labelOf({ job, mode, slot }: JobCall): string {
  return `${mode === 'plan' ? 'planning' : 'running'} "${job}", slot ${slot}`;
}

function onInterrupt({ job, mode }: JobCall, isLocal: boolean): string {
  if (mode === 'plan') return 'nothing was changed';
  if (isLocal) return `what job "${job}" has done so far stays done`;
  return `job "${job}" runs on in its function, see "nightshift jobs history ${job}"`;
}
