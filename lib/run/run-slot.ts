import type { AwsSession } from '../model/credentials.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Task, TaskContext, TaskResult } from '../tasks/task.ts';
import { claimSlot } from './claim.ts';
import { describeFailure, type Failure, toFailure } from './failure.ts';
import type { Ledger, SlotRecord } from './ledger.ts';
import {
  type PlanManifest,
  readPlanItems,
  readPlanManifest,
  type StateStore,
  sealItems,
} from './plan-store.ts';
import type { SlotRequest } from './slot-request.ts';

/** What a run needs to know of its job; the deploy-time half stays behind. */
export interface RunJob<Settings> {
  readonly name: string;
  readonly settings: Settings;
  readonly attempts: number;
}

export interface Invocation {
  readonly requestId: string;
  /** When the host stops this invocation. */
  readonly deadline: Date;
}

/** Everything a run does outside itself. */
export interface RunPorts<Ports> {
  readonly ledger: Ledger;
  readonly state: StateStore;
  /** Opens the job's environment; throws DocumentError or ServiceError. */
  readonly openSession: () => Promise<AwsSession>;
  readonly taskPorts: (session: AwsSession) => Ports;
  readonly now: () => Date;
}

export interface RunInput<Settings, Ports, Item> {
  readonly job: RunJob<Settings>;
  readonly task: Task<Settings, Ports, Item>;
  readonly request: SlotRequest;
  readonly invocation: Invocation;
  readonly ports: RunPorts<Ports>;
}

/** How the invocation ended, for the log line, the metrics and the dead letters. */
export interface RunReport {
  readonly job: string;
  readonly slot: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** `done`: an attempt was made. `duplicate`: the slot needed none, nothing was touched. `overtaken`: another run holds the slot now. */
  readonly effect: 'done' | 'duplicate' | 'overtaken';
  /** With a failed outcome: whether another attempt makes sense and is left. */
  readonly retry: boolean;
  readonly permanent: boolean;
  readonly planDigest?: string;
  readonly details: readonly string[];
}

/**
 * Runs one slot of a job: claims it, opens the environment, plans, applies, and writes the outcome to the ledger.
 * Expected failures end as a failed outcome; only a broken ledger throws.
 */
export async function runSlot<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
): Promise<RunReport> {
  const { job, request, invocation, ports } = input;
  const startedAt = ports.now();
  const slot = formatSlot(request.slot);
  const claim = await claimSlot(ports.ledger, {
    job: job.name,
    slot,
    requestId: invocation.requestId,
    deadline: invocation.deadline,
    now: startedAt,
    attempts: job.attempts,
    ...(request.eventId === undefined ? {} : { eventId: request.eventId }),
  });
  if (claim.kind === 'refused') return duplicateReport({ job: job.name, slot, reason: claim.reason });
  const attempt = await attemptTask(input);
  const written = await record({ claim: claim.record, attempt, ports, startedAt });
  const outcome = attempt.failure?.outcome ?? attempt.outcome;
  const permanent = attempt.failure?.permanent ?? false;
  return {
    job: job.name,
    slot,
    attempt: claim.record.attempt,
    outcome,
    durationMs: ports.now().getTime() - startedAt.getTime(),
    effect: written ? 'done' : 'overtaken',
    retry: outcome.kind === 'failed' && !permanent && claim.record.attempt < job.attempts,
    permanent,
    details: attempt.details,
    ...(attempt.planDigest === undefined ? {} : { planDigest: attempt.planDigest }),
  };
}

/** `YYYY-MM-DDTHH:MM:SSZ`, as slots are written everywhere. */
export function formatSlot(slot: Date): string {
  return slot.toISOString().replace('.000Z', 'Z');
}

interface Attempt {
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly planDigest?: string;
  readonly details: readonly string[];
}

async function attemptTask<Settings, Ports, Item>(input: RunInput<Settings, Ports, Item>): Promise<Attempt> {
  try {
    const context = await openContext(input);
    const sealed = sealItems(await chooseItems(input, context));
    const result = await input.task.apply(sealed.items, context);
    return toAttempt(result, sealed.digest());
  } catch (error) {
    const failure = toFailure(error);
    return { outcome: failure.outcome, failure, details: [] };
  }
}

/** Opens the environment and gives the task its context. */
export async function openContext<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
): Promise<TaskContext<Settings, Ports>> {
  const { job, request, invocation, ports } = input;
  const session = await ports.openSession();
  return {
    jobName: job.name,
    settings: job.settings,
    ports: ports.taskPorts(session),
    slot: request.slot,
    now: ports.now,
    remainingMs: () => invocation.deadline.getTime() - ports.now().getTime(),
  };
}

async function chooseItems<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  context: TaskContext<Settings, Ports>,
): Promise<AsyncIterable<Item>> {
  const { task, request, job, ports } = input;
  if (request.planKey === undefined) return task.plan(context);
  const manifest: PlanManifest = await readPlanManifest(ports.state, request.planKey, job.name);
  return readPlanItems<Item>(ports.state, manifest);
}

function toAttempt(result: TaskResult, planDigest: string): Attempt {
  const details = result.details ?? [];
  if (result.kind !== 'failed') {
    return {
      outcome: { kind: result.kind, reason: result.reason, figures: result.figures },
      planDigest,
      details,
    };
  }
  const failure = describeFailure({
    code: result.code ?? 'TaskFailed',
    reason: result.reason,
    figures: result.figures,
  });
  return { outcome: failure.outcome, failure, planDigest, details };
}

interface Recording<Ports> {
  readonly claim: SlotRecord;
  readonly attempt: Attempt;
  readonly ports: RunPorts<Ports>;
  readonly startedAt: Date;
}

/** Writes the outcome under the claim's fence; false when another run has taken the slot over meanwhile. */
async function record<Ports>({ claim, attempt, ports, startedAt }: Recording<Ports>): Promise<boolean> {
  const { outcome } = attempt;
  const endedAt = ports.now().toISOString();
  const digest = attempt.planDigest === undefined ? {} : { planDigest: attempt.planDigest };
  const slot: SlotRecord = {
    ...claim,
    ...digest,
    state: outcome.kind,
    fence: claim.fence + 1,
    endedAt,
    reason: outcome.reason,
    figures: outcome.figures,
    ...(outcome.code === undefined ? {} : { code: outcome.code }),
    ...(attempt.failure?.permanent === true ? { permanent: true } : {}),
  };
  const run = {
    job: claim.job,
    slot: claim.slot,
    attempt: claim.attempt,
    requestId: claim.requestId,
    startedAt: startedAt.toISOString(),
    endedAt,
    outcome,
    ...digest,
  };
  const write = await ports.ledger.writeSlot(slot, claim.fence, run);
  return write.kind === 'written';
}

function duplicateReport(fields: { job: string; slot: string; reason: string }): RunReport {
  const { job, slot, reason } = fields;
  return {
    job,
    slot,
    attempt: 0,
    outcome: { kind: 'skipped', reason, figures: {} },
    durationMs: 0,
    effect: 'duplicate',
    retry: false,
    permanent: false,
    details: [],
  };
}
