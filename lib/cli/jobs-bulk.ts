import type { Operator } from '../aws/operator.ts';
import { ServiceError } from '../model/errors.ts';
import { runSlots } from '../run/operations/backfill.ts';
import { awaitSlot, type Clock, hostClock } from './await-slot.ts';
import type { Cli } from './cli.ts';
import { isPlanReport } from './jobs-answer.ts';
import { callFunction } from './jobs-call.ts';
import { type DeployedJob, listDeployed } from './jobs-deployed.ts';
import { waitFor } from './jobs-wait.ts';

export interface BulkTarget {
  readonly job: string;
  readonly slot: string;
}

/** How one of many slots ended. */
export interface BulkResult extends BulkTarget {
  readonly outcome: string;
  readonly reason: string;
  readonly failed: boolean;
}

interface Bulk {
  readonly targets: readonly BulkTarget[];
  readonly parallel: number;
  readonly operator: Operator;
  readonly output: 'text' | 'json';
  readonly onInterrupt: string;
  /** Called with each as it ends. */
  readonly onEnd?: (result: BulkResult) => Promise<void>;
}

/** Runs many slots in their functions, never more than `parallel` at once. Exit code 1 where one failed. */
export async function runInBulk(bulk: Bulk, cli: Cli): Promise<readonly BulkResult[]> {
  const { targets, output, onInterrupt } = bulk;
  const onEnd = async (result: BulkResult) => {
    if (output === 'text') cli.stdout.write(`${result.slot}  ${result.outcome}: ${result.reason}\n`);
    await bulk.onEnd?.(result);
  };
  const label = `running ${targets.length} slots`;
  const results = await waitFor({ label, onInterrupt, work: () => runTargets({ ...bulk, onEnd }) }, cli);
  const failed = results.filter((result) => result.failed).length;
  if (output === 'json') cli.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else cli.stdout.write(`${results.length} run, ${failed} failed\n`);
  if (failed > 0) cli.exitCode = 1;
  return results;
}

interface Targets {
  readonly targets: readonly BulkTarget[];
  readonly parallel: number;
  readonly operator: Operator;
  /** Called with each as it ends. */
  readonly onEnd: (result: BulkResult) => Promise<void>;
  /** Default: the host's. */
  readonly clock?: Clock;
}

/** Runs many slots in their functions, never more than `parallel` at once; those of jobs that are not deployed are left out. */
export async function runTargets(work: Targets): Promise<readonly BulkResult[]> {
  const { targets, parallel, operator, onEnd, clock = hostClock } = work;
  const deployed = await listDeployed(operator);
  const byKey = new Map(targets.map((target) => [`${target.job} ${target.slot}`, target]));
  const run = async (key: string) => {
    const target = byKey.get(key);
    const fn = deployed.find(({ job }) => job === target?.job);
    return target === undefined || fn === undefined ? undefined : runOne(target, { fn, operator, clock });
  };
  const results: BulkResult[] = [];
  for await (const { result } of runSlots({ slots: [...byKey.keys()], parallel, run })) {
    if (result === undefined) continue;
    results.push(result);
    await onEnd(result);
  }
  return results;
}

interface Surroundings {
  readonly fn: DeployedJob;
  readonly operator: Operator;
  readonly clock: Clock;
}

/** A slot whose function breaks is one failure among the others; one that goes on elsewhere has not ended before it is done. */
async function runOne(target: BulkTarget, { fn, operator, clock }: Surroundings): Promise<BulkResult> {
  try {
    const answer = await callFunction(fn, { ...target, mode: 'apply', beside: true }, operator);
    if (isPlanReport(answer)) throw new Error(`job "${target.job}" answered with a plan`);
    const goesOn = answer.effect === 'continued';
    const ended = goesOn ? await awaitSlot({ ...target, operator, clock }) : answer.outcome;
    const { kind, code, reason } = ended;
    const outcome = code === undefined ? kind : `${kind} (${code})`;
    return { ...target, outcome, reason, failed: kind === 'failed' || answer.effect === 'overtaken' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ...target, outcome: `failed (${error.code})`, reason: error.message, failed: true };
  }
}
