import type { JobSchedule } from '../model/job.ts';
import type { RunPolicy } from '../model/run-policy.ts';
import type { ActionRecord, Signature } from '../run/job-records.ts';
import type { RunRecord, SlotRecord } from '../run/ledger.ts';
import type { Cancelled } from '../run/operations/cancel.ts';
import type { PlanReport } from '../run/plan-slot.ts';
import type { RunReport } from '../run/run-report.ts';
import type { Incident } from '../run/watchdog/job-watch.ts';

/** What the page reads and does; the command line supplies it, tests fake it. Every call may throw a ServiceError. */
export interface ConsolePort {
  /** Where it looks, in a few words: the local stack, or the Region. */
  readonly place: string;
  readonly listJobs: () => Promise<readonly ConsoleJob[]>;
  /** Slots of a job as the ledger holds them, newest first. */
  readonly readSlots: (query: SlotsQuery) => Promise<readonly SlotRecord[]>;
  /** A slot as the ledger holds it; undefined where it knows none. */
  readonly readSlot: (slot: SlotName) => Promise<SlotRecord | undefined>;
  /** Every ended attempt at a slot, oldest first. */
  readonly readAttempts: (slot: SlotName) => Promise<readonly RunRecord[]>;
  /** What the function wrote between two times, oldest first; a few hundred lines at most. */
  readonly readLog: (query: LogQuery) => Promise<readonly LogLine[]>;
  /** Plans that were made for a slot, with their first items in words. */
  readonly readPlans: (slot: SlotName) => Promise<readonly StoredPlan[]>;
  /** The mail of a slot as it was sent, as HTML; undefined where none was. */
  readonly readMail: (slot: SlotName) => Promise<string | undefined>;
  /** What the watchdog has found wrong and is not over. */
  readonly readIncidents: () => Promise<readonly Incident[]>;
  /** About how many wait. */
  readonly countDeadLetters: () => Promise<number>;
  /** Takes a few seconds: a queue must be asked until it answers nothing new. */
  readonly readDeadLetters: () => Promise<readonly DeadLetter[]>;
  /** Plans a slot without doing it, or runs it; with `plan`, exactly that plan. Waits for the end. */
  readonly plan: (slot: SlotName) => Promise<PlanReport>;
  readonly run: (call: SlotName & { readonly plan?: PlanName }) => Promise<RunReport>;
  readonly pause: (request: { readonly job: string; readonly reason: string }) => Promise<void>;
  readonly resume: (request: { readonly job: string; readonly reason: string }) => Promise<void>;
  /** Asks a run to stop, or drops a slot that has not begun; tells where there is nothing to cancel. */
  readonly cancel: (request: SlotName & { readonly reason: string }) => Promise<Cancelled>;
  /** What operators did to a job, newest first. */
  readonly readActions: (job: string, count: number) => Promise<readonly ActionRecord[]>;
  /** The slots that a backfill would run, oldest first, each with what the ledger says of it now. */
  readonly previewBackfill: (span: BackfillSpan) => Promise<readonly BackfillSlot[]>;
  /** Runs them and tells of each as it ends. Waits for the end. */
  readonly backfill: (request: BackfillRequest) => Promise<void>;
  /** Runs the slots of these dead letters again and takes those that ended well from the queue. */
  readonly redrive: (request: RedriveRequest) => Promise<void>;
}

export interface SlotName {
  readonly job: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly slot: string;
}

export interface SlotsQuery {
  readonly job: string;
  /** Slots at or after this one. */
  readonly from?: string;
  /** Slots strictly before this one. */
  readonly before?: string;
  readonly count: number;
}

export interface LogQuery {
  readonly job: string;
  readonly from: Date;
  readonly to: Date;
}

export interface PlanName {
  readonly key: string;
  readonly digest: string;
}

export interface BackfillSpan {
  readonly job: string;
  readonly from: Date;
  readonly to: Date;
}

export interface BackfillRequest extends BackfillSpan {
  readonly parallel: number;
  readonly onSlot: (ended: SlotResult) => void;
}

export interface RedriveRequest {
  readonly ids: readonly string[];
  readonly onSlot: (ended: SlotResult) => void;
}

/** How one slot of many ended. */
export interface SlotResult extends SlotName {
  readonly state: string;
  readonly reason: string;
}

export interface BackfillSlot {
  readonly slot: string;
  /** What the ledger holds; `none` where it holds nothing. */
  readonly state: string;
  /** Whether the backfill will run it. */
  readonly wanted: boolean;
}

/** A job as `jobs.yaml` declares it and as it is deployed; either may be missing, not both. */
export interface ConsoleJob {
  readonly name: string;
  readonly description?: string;
  readonly schedule?: JobSchedule;
  readonly environment?: string;
  readonly task?: string;
  /** ARN of the role that the environment assumes. */
  readonly role?: string;
  readonly policy?: RunPolicy;
  readonly timeoutSeconds?: number;
  readonly functionName?: string;
  readonly logGroup?: string;
  /** The pause that holds. */
  readonly pause?: Signature;
}

export interface LogLine {
  readonly at: Date;
  readonly text: string;
}

export interface StoredPlan extends PlanName {
  readonly items: number;
  /** The first items in words. */
  readonly lines: readonly string[];
}

export interface DeadLetter {
  readonly id: string;
  readonly job?: string;
  readonly slot?: string;
  readonly sentAt?: Date;
  readonly reason: string;
}
