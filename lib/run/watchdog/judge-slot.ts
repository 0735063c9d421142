import type { SlotRecord } from '../ledger.ts';
import type { EndedSlot } from './job-watch.ts';
import { finishDeadlineMs, retryWindowMs, startDeadlineMs, type WatchedJob } from './watched-job.ts';

/** How a slot that is due stands. */
export type SlotJudgement =
  /** It has not started, and there is time left. */
  | { readonly kind: 'waiting' }
  /** It should have started by now. */
  | { readonly kind: 'missing'; readonly deadline: Date }
  | { readonly kind: 'running' }
  /** It should have ended by now, or nobody runs it any more. */
  | { readonly kind: 'unfinished'; readonly finding: string }
  /** `well` tells how, where the run did what it is there for; failures and skips have their own messages. */
  | { readonly kind: 'ended'; readonly well?: EndedSlot };

interface SlotInput {
  readonly job: WatchedJob;
  readonly slot: string;
  /** What the ledger holds of it. */
  readonly row: SlotRecord | undefined;
  readonly now: Date;
}

/** Tells how one due slot stands at this moment. */
export function judgeSlot(input: SlotInput): SlotJudgement {
  const { job, slot, row, now } = input;
  if (row === undefined || !hasStarted(row)) {
    const deadline = new Date(startDeadlineMs(job, Date.parse(slot)));
    return now > deadline ? { kind: 'missing', deadline } : { kind: 'waiting' };
  }
  switch (row.state) {
    case 'skipped':
      return { kind: 'ended' };
    case 'succeeded':
    case 'nothing-to-do':
      return { kind: 'ended', well: { kind: row.state, durationMs: durationMs(row) } };
    case 'failed':
      return judgeFailed(input, row);
    case 'waiting':
      return judgeWaiting(input);
    case 'running':
      return judgeRunning(input, row);
    default:
      return row.state satisfies never;
  }
}

/** Slots that were written down as skipped because no firing came, or none in time: a policy that had no choice. */
const NEVER_STARTED: ReadonlySet<string | undefined> = new Set(['Missed', 'CatchUpLimit', 'TooLate']);

/** Whether a firing has reached the slot in time; what it came to is another question. */
export function hasStarted({ state, code }: SlotRecord): boolean {
  return state !== 'skipped' || !NEVER_STARTED.has(code);
}

/** A failure for good has an alarm of its own; here it is the attempt that never comes. */
function judgeFailed({ job, slot, now }: SlotInput, row: SlotRecord): SlotJudgement {
  if (row.final === true || row.permanent === true || row.attempt >= job.policy.retry.attempts)
    return { kind: 'ended' };
  const failed = `attempt ${row.attempt} failed with ${row.code ?? 'an error'} at ${row.endedAt ?? row.claimedAt}`;
  const nextBy = Date.parse(row.endedAt ?? row.claimedAt) + retryWindowMs(job);
  const deadline = finishDeadlineMs(job, Date.parse(slot)) ?? nextBy;
  if (now.getTime() <= deadline) return { kind: 'running' };
  return { kind: 'unfinished', finding: `${failed}, and no further attempt has succeeded since` };
}

/** Another slot of the job runs; that one is judged by itself. */
function judgeWaiting({ job, slot, now }: SlotInput): SlotJudgement {
  const finish = finishDeadlineMs(job, Date.parse(slot));
  if (finish === undefined || now.getTime() <= finish) return { kind: 'running' };
  return { kind: 'unfinished', finding: "it waits for another slot of the job, past the job's finishWithin" };
}

function judgeRunning({ job, slot, now }: SlotInput, row: SlotRecord): SlotJudgement {
  const leaseEnd = Date.parse(row.leaseEndsAt);
  const finish = finishDeadlineMs(job, Date.parse(slot));
  if (now.getTime() <= (finish ?? leaseEnd + retryWindowMs(job))) return { kind: 'running' };
  const begun = `attempt ${row.attempt} began at ${row.claimedAt}`;
  const finding =
    now.getTime() > leaseEnd
      ? `${begun} and was lost: its time was over at ${row.leaseEndsAt}, and nobody has taken the slot up`
      : `${begun} and still runs, past the job's finishWithin`;
  return { kind: 'unfinished', finding };
}

function durationMs({ claimedAt, endedAt }: SlotRecord): number {
  return endedAt === undefined ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(claimedAt));
}
