import type { OutcomeKind } from '../../model/outcome.ts';

/** What is wrong with a job. A slot that was skipped by policy is none of it. */
export type IncidentKind = 'not-started' | 'not-finished' | 'did-too-little';

/** One thing that is wrong with one job, from the alarm until it is over. Times are ISO text. */
export interface Incident {
  readonly job: string;
  readonly kind: IncidentKind;
  /** The slot that it was first seen at. */
  readonly slot: string;
  /** The newest slot that it was seen at; what is over is over at or after this one. */
  readonly lastSlot: string;
  /** How many slots it was seen at. */
  readonly slots: number;
  readonly openedAt: string;
  /** One line: what was found, with its figures. */
  readonly finding: string;
  /** One line: what to do. */
  readonly advice: string;
  /** The last line of the job's log that belongs to it; none where there was none, or where it could not be read. */
  readonly logLine?: string;
  readonly closedAt?: string;
  /** Why it is over: back to normal, or nobody expects the job to run any more. */
  readonly ending?: string;
}

/** A slot that has been due and has not ended yet. */
export interface PendingSlot {
  readonly slot: string;
  /** A run has taken it up. */
  readonly started?: boolean;
  /** It was told of as not finished; its end is still waited for. */
  readonly told?: boolean;
}

/** How a slot ended that did what it is there for. */
export interface EndedSlot {
  readonly kind: Extract<OutcomeKind, 'succeeded' | 'nothing-to-do'>;
  readonly durationMs: number;
}

/** What a job does as a rule, by the slots that ended well. */
export interface Effort {
  readonly slots: number;
  /** Those of `slots` that had nothing to do. */
  readonly idle: number;
  /** Of the last slots that had something to do, oldest first. */
  readonly durationsMs: readonly number[];
}

/** What is known of a job that has not run yet. */
export const NO_EFFORT: Effort = { slots: 0, idle: 0, durationsMs: [] };

/** All that the watchdog remembers of a job between two looks. */
export interface JobWatch {
  readonly job: string;
  /** Grows with every write, which names the version it saw: of two looks at once, one is dropped. */
  readonly version: number;
  readonly fingerprint: string;
  /** When this schedule was first seen. Slots before do not count: the job was not there, or not with this schedule. */
  readonly since: string;
  /** Slots at or before have been taken up. Of a `rate`, the slot that the next one is counted from. */
  readonly through: string;
  readonly pending: readonly PendingSlot[];
  readonly effort: Effort;
  readonly open: readonly Incident[];
  /** Nobody expects anything: the job is paused, or no longer deployed. */
  readonly resting?: boolean;
}

/** The watch of a job that was never seen before, or whose schedule has changed; what it did before is remembered. */
export function beginWatch(
  begin: { readonly job: string; readonly fingerprint: string; readonly now: Date },
  before?: JobWatch,
): JobWatch {
  const since = begin.now.toISOString();
  return {
    job: begin.job,
    version: before?.version ?? 0,
    fingerprint: begin.fingerprint,
    since,
    through: since,
    // What has begun is followed to its end; what has not begun will not, by a schedule that is gone.
    pending: (before?.pending ?? []).filter(({ started }) => started === true),
    effort: before?.effort ?? NO_EFFORT,
    open: before?.open ?? [],
  };
}
