import type { Outcome } from '../model/outcome.ts';
import type { RunPolicy } from '../model/run-policy.ts';
import type { Schedules, Task, TaskContext } from '../tasks/task.ts';
import { type Attempt, failedAttempt, toAttempt, type Unfinished } from './attempt.ts';
import { claimSlot } from './claim.ts';
import { type ContinuationPorts, handOn, openCheckpoint } from './continuation.ts';
import { toFailure } from './failure.ts';
import type { SlotRecord } from './ledger.ts';
import type { OpenedSession } from './open-session.ts';
import { openPlan, sealItems } from './plan-store.ts';
import { recordAttempt } from './record-attempt.ts';
import type { SlotRequest } from './slot-request.ts';

/** What a run needs to know of its job; the deploy-time half stays behind. */
export interface RunJob<Settings> {
  readonly name: string;
  readonly settings: Settings;
  readonly policy: RunPolicy;
}

export interface Invocation {
  readonly requestId: string;
  /** When the host stops this invocation. */
  readonly deadline: Date;
}

/** Everything a run does outside itself. */
export interface RunPorts<Ports> extends ContinuationPorts {
  /** Opens the job's environment; throws DocumentError or ServiceError. */
  readonly openSession: () => Promise<OpenedSession>;
  readonly taskPorts: (session: OpenedSession) => Ports;
}

export interface RunInput<Settings, Ports, Item> {
  readonly job: RunJob<Settings>;
  readonly task: Task<Settings, Ports, Item>;
  readonly request: SlotRequest;
  readonly invocation: Invocation;
  readonly ports: RunPorts<Ports>;
  readonly schedules?: Schedules;
  /** Why the slot is to be recorded as skipped, nothing opened and nothing done. */
  readonly skipReason?: string;
}

/** How the invocation ended, for the log line, the metrics and the dead letters. */
export interface RunReport {
  readonly job: string;
  readonly slot: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /**
   * `done`: an attempt was made. `continued`: it was handed on, unfinished, to another invocation. `duplicate`: the slot
   * needed none, nothing was touched. `overtaken`: another run holds the slot now.
   */
  readonly effect: 'done' | 'continued' | 'duplicate' | 'overtaken';
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
    attempts: job.policy.retry.attempts,
    byHand: request.trigger === 'manual',
    ...(request.hop === undefined ? {} : { hop: request.hop }),
    ...(request.eventId === undefined ? {} : { eventId: request.eventId }),
  });
  if (claim.kind === 'refused') return duplicateReport({ job: job.name, slot, reason: claim.reason });
  const attempted = skip(input) ?? (await attemptTask(input, claim.record));
  // Outside of what an attempt catches: the slot is handed on already where the other invocation cannot be asked for.
  const attempt =
    attempted.kind === 'ended'
      ? attempted
      : await handOn({ claim: claim.record, request, ports, ...attempted });
  const effect =
    attempt.handedOn ?? (await recordAttempt({ claim: claim.record, attempt, ports, startedAt }));
  const outcome = attempt.failure?.outcome ?? attempt.outcome;
  const permanent = attempt.failure?.permanent ?? false;
  return {
    job: job.name,
    slot,
    attempt: claim.record.attempt,
    outcome,
    durationMs: ports.now().getTime() - startedAt.getTime(),
    effect,
    retry: outcome.kind === 'failed' && willRetry(input, { permanent, attempt: claim.record.attempt }),
    permanent,
    details: attempt.details,
    ...(attempt.planDigest === undefined ? {} : { planDigest: attempt.planDigest }),
  };
}

/** `YYYY-MM-DDTHH:MM:SSZ`, as slots are written everywhere. */
export function formatSlot(slot: Date): string {
  return slot.toISOString().replace('.000Z', 'Z');
}

function skip<Settings, Ports, Item>(input: RunInput<Settings, Ports, Item>): Attempt | undefined {
  if (input.skipReason === undefined) return undefined;
  const outcome = { kind: 'skipped', reason: input.skipReason, figures: {} } as const;
  return { kind: 'ended', outcome, details: [] };
}

/** A run by hand answers its caller: nobody invokes it again. */
function willRetry<Settings, Ports, Item>(
  { job, request }: RunInput<Settings, Ports, Item>,
  ended: { readonly permanent: boolean; readonly attempt: number },
): boolean {
  return request.trigger === 'schedule' && !ended.permanent && ended.attempt < job.policy.retry.attempts;
}

async function attemptTask<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  claim: SlotRecord,
): Promise<Attempt | Unfinished> {
  try {
    const { request, ports } = input;
    const context = {
      ...(await openContext(input, claim.attempt)),
      ...(await openCheckpoint({ claim, request, ports })),
    };
    const sealed = sealItems(await chooseItems(input, context));
    const result = await input.task.apply(sealed.items, context);
    return toAttempt(result, sealed.digest());
  } catch (error) {
    return failedAttempt(toFailure(error), []);
  }
}

/** Opens the environment and gives the task its context. A plan is no attempt, and is made as if for the first. */
export async function openContext<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  attempt = 1,
): Promise<TaskContext<Settings, Ports>> {
  const { job, request, invocation, ports, schedules } = input;
  const session = await ports.openSession();
  return {
    jobName: job.name,
    settings: job.settings,
    ...(schedules === undefined ? {} : { schedules }),
    ports: ports.taskPorts(session),
    slot: request.slot,
    now: ports.now,
    remainingMs: () => invocation.deadline.getTime() - ports.now().getTime(),
    isLastAttempt: !willRetry(input, { permanent: false, attempt }),
    isByHand: request.trigger === 'manual',
  };
}

async function chooseItems<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  context: TaskContext<Settings, Ports>,
): Promise<AsyncIterable<Item>> {
  const { task, request, job, ports } = input;
  const { planKey: key, planDigest: digest } = request;
  if (key === undefined) return task.plan(context);
  return openPlan<Item>(ports.state, { key, job: job.name, ...(digest === undefined ? {} : { digest }) });
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
