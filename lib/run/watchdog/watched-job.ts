import type { JobSchedule } from '../../model/job.ts';
import type { RunPolicy } from '../../model/run-policy.ts';
import { longestBackoffSeconds } from '../retry.ts';

/** What the watchdog knows of a job from its deployment. */
export interface WatchedJob {
  readonly name: string;
  readonly schedule: JobSchedule;
  readonly policy: RunPolicy;
  /** Of one invocation. */
  readonly timeoutSeconds: number;
  /** The stack that holds its rule: a job that moves to another gets a new rule, which counts a `rate` anew. */
  readonly stack: string;
  /** A deployment of its stack is under way: nobody can tell by which schedule it fires. */
  readonly isChanging: boolean;
}

/** Without `startWithin`: a firing comes within seconds, and EventBridge repeats one that it could not deliver. */
const START_WITHIN_SECONDS = 15 * 60;
/** Without `finishWithin`: how long after a lost run, or a failed one, Lambda may take to try again. */
const RETRY_WITHIN_SECONDS = 30 * 60;

/** Until when a slot has to have started. A flexible window comes on top. */
export function startDeadlineMs({ schedule, policy }: WatchedJob, slotMs: number): number {
  const within = policy.startWithinSeconds ?? START_WITHIN_SECONDS;
  return slotMs + within * 1000 + (schedule.flexibleWindowMinutes ?? 0) * 60_000;
}

/** Until when a slot has to have ended, where the job says so. */
export function finishDeadlineMs({ policy }: WatchedJob, slotMs: number): number | undefined {
  return policy.finishWithinSeconds === undefined ? undefined : slotMs + policy.finishWithinSeconds * 1000;
}

/** How long after an attempt has ended without success, or was lost, another one may begin. */
export function retryWindowMs({ policy: { retry } }: WatchedJob): number {
  const backoff = retry.backoffSeconds === undefined ? 0 : longestBackoffSeconds(retry);
  return (RETRY_WITHIN_SECONDS + backoff) * 1000;
}

/** Equal as long as the job fires in the same way. Another fingerprint starts the watch anew. */
export function fingerprintOf({ schedule, stack }: WatchedJob): string {
  const { expression, timezone, start, end } = schedule;
  const place = expression.startsWith('rate(') ? stack : '';
  return [expression, timezone ?? '', start ?? '', end ?? '', place].join('|');
}
