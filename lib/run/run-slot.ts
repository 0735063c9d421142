import type { RunPolicy } from '../model/run-policy.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import type { Schedules, Task, TaskContext } from '../tasks/task.ts';
import { type Attempt, failedAttempt, stoppedAttempt, toAttempt, type Unfinished } from './attempt.ts';
import { chooseItems } from './choose-items.ts';
import { claimSlot, type FindSkip } from './claim-slot.ts';
import { type ContinuationPorts, handOn, openCheckpoint } from './continuation.ts';
import { toFailure } from './failure.ts';
import type { SlotRecord } from './ledger.ts';
import type { OpenedSession } from './open-session.ts';
import type { SlotRequest } from './read-event.ts';
import { recordAttempt } from './record-attempt.ts';
import { isRetryable, nextAttemptAt } from './retry.ts';
import { type RunReport, refusedReport, settledReport } from './run-report.ts';
import { endOfTime, openStopCheck } from './stop-check.ts';

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
  /** Whether the slot is to be recorded as skipped, nothing opened and nothing done. Default: it is not. */
  readonly findSkip?: FindSkip;
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
  const fields = { job: job.name, slot: formatUtc(request.slot) };
  const claim = await claimSlot(ports.ledger, claimRequest(input, startedAt), input.findSkip);
  if (claim.kind === 'refused')
    return refusedReport({ ...fields, requestId: invocation.requestId, cause: request.cause }, claim);
  if (claim.kind === 'settled') return settledReport(fields, claim);
  const { record } = claim;
  const attempted = await attemptTask(input, record);
  // Outside of what an attempt catches: the slot is handed on already where the other invocation cannot be asked for.
  const attempt =
    attempted.kind === 'ended' ? attempted : await handOn({ claim: record, request, ports, ...attempted });
  const retry = retryOf(input, { attempt, record });
  const recorded =
    attempt.handedOn === undefined
      ? await recordAttempt({ claim: record, held: claim.active, attempt, ports, startedAt, retry })
      : { effect: attempt.handedOn };
  return {
    ...fields,
    ...recorded,
    attempt: record.attempt,
    outcome: attempt.outcome,
    durationMs: ports.now().getTime() - startedAt.getTime(),
    retry: retry.follows,
    ...(retry.at === undefined ? {} : { retryAt: retry.at.toISOString() }),
    permanent: attempt.failure?.permanent ?? false,
    details: attempt.details,
    ...(attempt.planDigest === undefined ? {} : { planDigest: attempt.planDigest }),
    ...(attempt.items === undefined ? {} : { items: attempt.items }),
  };
}

function claimRequest<Settings, Ports, Item>(input: RunInput<Settings, Ports, Item>, now: Date) {
  const { job, request, invocation } = input;
  const { hop, eventId, trigger } = request;
  const cause = trigger === 'manual' ? ('manual' as const) : request.cause;
  return {
    job: job.name,
    slot: formatUtc(request.slot),
    requestId: invocation.requestId,
    deadline: invocation.deadline,
    now,
    attempts: job.policy.retry.attempts,
    overlap: request.beside === true ? ('allow-all' as const) : job.policy.overlap,
    ...(cause === undefined ? {} : { cause }),
    ...(hop === undefined ? {} : { hop }),
    ...(eventId === undefined ? {} : { eventId }),
  };
}

interface Ended {
  readonly attempt: Attempt;
  readonly record: SlotRecord;
}

/** A run by hand answers its caller: nobody tries again for them. */
function retryOf<Settings, Ports, Item>(
  { job, request, ports }: RunInput<Settings, Ports, Item>,
  { attempt: { outcome, failure }, record }: Ended,
): { readonly follows: boolean; readonly at?: Date } {
  const { retry } = job.policy;
  if (outcome.kind !== 'failed' || request.trigger === 'manual') return { follows: false };
  const { code = '' } = outcome;
  const permanent = failure?.permanent ?? false;
  if (record.attempt >= retry.attempts || !isRetryable(retry, { code, permanent })) return { follows: false };
  const at = nextAttemptAt(retry, { ...record, at: ports.now() });
  return at === undefined ? { follows: true } : { follows: true, at };
}

async function attemptTask<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  claim: SlotRecord,
): Promise<Attempt | Unfinished> {
  const { request, ports, job } = input;
  const { timeoutSeconds } = job.policy;
  const stop = openStopCheck({ claim, timeoutSeconds, ports });
  try {
    const context = {
      ...(await openContext(input, claim)),
      shouldStop: stop.shouldStop,
      ...(await openCheckpoint({ claim, request, ports })),
    };
    const chosen = await chooseItems(input, context);
    const result = await input.task.apply(chosen.items, chosen.context);
    // What ran out of time is not handed on when it is not to go on.
    if (result.kind === 'unfinished') await stop.shouldStop();
    const told = stop.told();
    const plan = { ...digestOf(chosen, { claim, request }), items: chosen.count() };
    return told === undefined ? toAttempt(result, plan) : stoppedAttempt(result, told);
  } catch (error) {
    return failedAttempt(toFailure(error), []);
  }
}

/** A run that was handed on has planned its last piece only; a stored plan is known whole. */
function digestOf(
  { digest }: { readonly digest: () => string },
  { claim, request }: { readonly claim: SlotRecord; readonly request: SlotRequest },
): { readonly planDigest?: string } {
  return claim.hop === undefined || request.planKey !== undefined ? { planDigest: digest() } : {};
}

/** Opens the environment and gives the task its context. A plan is no attempt, and is made as if for the first. */
export async function openContext<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
  claim?: SlotRecord,
): Promise<TaskContext<Settings, Ports>> {
  const { job, request, invocation, ports, schedules } = input;
  const { retry, timeoutSeconds } = job.policy;
  const session = await ports.openSession();
  const limit = claim === undefined ? undefined : endOfTime(claim, timeoutSeconds);
  const end = limit !== undefined && limit < invocation.deadline ? limit : invocation.deadline;
  return {
    jobName: job.name,
    settings: job.settings,
    ...(schedules === undefined ? {} : { schedules }),
    ports: ports.taskPorts(session),
    slot: request.slot,
    now: ports.now,
    remainingMs: () => end.getTime() - ports.now().getTime(),
    shouldStop: async () => false,
    isLastAttempt: request.trigger === 'manual' || (claim?.attempt ?? 1) >= retry.attempts,
    isByHand: request.trigger === 'manual',
  };
}
