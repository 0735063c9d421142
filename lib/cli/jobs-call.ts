import type { FunctionAnswer, Operator } from '../aws/operator.ts';
import { ServiceError } from '../model/errors.ts';
import { type JobAnswer, readAnswer } from './jobs-answer.ts';
import { type DeployedJob, findJob } from './jobs-deployed.ts';

/** What is asked of a job, here or in its function. Slots are written `YYYY-MM-DDTHH:MM:SSZ`. */
export interface JobCall {
  readonly job: string;
  readonly mode: 'plan' | 'apply';
  readonly slot: string;
  /** Whatever else runs of the job, and nothing else waits for it. */
  readonly beside?: true;
  readonly plan?: { readonly key: string; readonly digest: string };
}

/** The event that says it. */
export function eventOf({ mode, slot, beside, plan }: JobCall) {
  return {
    nightshift: {
      mode,
      slot,
      ...(beside === undefined ? {} : { beside }),
      ...(plan === undefined ? {} : { plan: plan.key, digest: plan.digest }),
    },
  };
}

/** Asks the deployed function and waits for its answer. A function that broke is told as what it is. */
export async function callDeployed(call: JobCall, operator: Operator): Promise<JobAnswer> {
  return callFunction(await findJob(call.job, operator), call, operator);
}

/** The same where the function is known already. */
export async function callFunction(
  deployed: DeployedJob,
  call: JobCall,
  operator: Operator,
): Promise<JobAnswer> {
  const answer = await invoke(deployed, call, operator);
  if (answer.kind === 'broke') throw breakdown(answer, deployed, call);
  return readAnswer(answer.payload, call.job);
}

async function invoke(deployed: DeployedJob, call: JobCall, operator: Operator): Promise<FunctionAnswer> {
  try {
    return await operator.invoke(deployed.functionName, eventOf(call));
  } catch (error) {
    if (!(error instanceof ServiceError) || !['NetworkError', 'Timeout'].includes(error.code)) throw error;
    const { code, service, operation } = error;
    const message = `no answer of job "${call.job}": ${error.message}; it may still run, see "nightshift jobs history ${call.job}"`;
    throw new ServiceError({ code, service, operation, message, cause: error });
  }
}

type Breakdown = Extract<FunctionAnswer, { kind: 'broke' }>;

function breakdown({ type, message }: Breakdown, deployed: DeployedJob, { slot }: JobCall): ServiceError {
  const fields = { service: 'lambda', operation: 'Invoke' };
  const where = `see its log "${deployed.logGroup}"`;
  const [, seconds] = /timed out after ([\d.]+) seconds/.exec(message) ?? [];
  if (seconds !== undefined) {
    const advice = `raise timeoutSeconds in jobs.yaml (at most 900) or give it less to do, and ${where}`;
    const text = `job "${deployed.job}" ran out of time after ${Number(seconds)} s at slot ${slot}; ${advice}`;
    return new ServiceError({ ...fields, code: 'FunctionTimeout', message: text });
  }
  if (/signal: killed|out of memory/i.test(`${type} ${message}`)) {
    const text = `job "${deployed.job}" ran out of memory at slot ${slot}; raise memoryMb in jobs.yaml, and ${where}`;
    return new ServiceError({ ...fields, code: 'FunctionOutOfMemory', message: text });
  }
  const why = message === '' ? '' : `: ${message.replace(/^RequestId: \S+ (Error: )?/, '')}`;
  const text = `the function of job "${deployed.job}" crashed at slot ${slot}${why}; ${where}`;
  return new ServiceError({ ...fields, code: type, message: text });
}
