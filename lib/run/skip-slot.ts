import type { RunPolicy } from '../model/run-policy.ts';
import type { SkipReason } from './claim-request.ts';
import type { ControlRecord } from './job-records.ts';
import { findOutside, type JobWindow } from './window.ts';

export interface SkipQuestion {
  readonly slot: Date;
  readonly now: Date;
  readonly window: JobWindow;
  readonly policy: RunPolicy;
  readonly control: ControlRecord | undefined;
  /** The schedule fired the slot; nobody makes it good. */
  readonly isFiring: boolean;
}

/** Why a slot that no person asks for is not to be run: outside the job's window, paused, or delivered too late. */
export function findSkip(question: SkipQuestion): SkipReason | undefined {
  const { slot, window, control } = question;
  const outside = findOutside(slot, window);
  if (outside !== undefined) return { code: 'OutsideWindow', reason: outside };
  const paused = control?.paused;
  if (paused !== undefined)
    return { code: 'Paused', reason: `paused by ${paused.by} since ${paused.at}: ${paused.reason}` };
  return question.isFiring ? findLate(question) : undefined;
}

/** What `catchUp` would make good is not too late. */
function findLate({ slot, now, window, policy }: SkipQuestion): SkipReason | undefined {
  const { startWithinSeconds, catchUp } = policy;
  if (startWithinSeconds === undefined) return undefined;
  const allowedSeconds = startWithinSeconds + (window.flexibleWindowMinutes ?? 0) * 60;
  const lateSeconds = Math.floor((now.getTime() - slot.getTime()) / 1000);
  if (lateSeconds <= Math.max(allowedSeconds, catchUp?.withinSeconds ?? 0)) return undefined;
  const reason = `delivered ${describe(lateSeconds)} after its time, startWithin allows ${describe(allowedSeconds)}`;
  return { code: 'TooLate', reason };
}

function describe(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** Whether a slot that was skipped with this code is a missed one. */
export function canBeMadeGood(code: string | undefined): boolean {
  return code === 'Paused' || code === 'TooLate';
}
