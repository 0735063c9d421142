import type { SlotRecord } from '../run/ledger.ts';
import type { History } from './history.ts';
import type { ConsoleJob } from './port.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';

/** A job with what happened to it lately: what the pages are made of. */
export interface JobView {
  readonly job: ConsoleJob;
  readonly schedule: ScheduleView;
  /** Of the last 31 days, newest first. */
  readonly slots: readonly SlotRecord[];
  /** False while older slots are still being read. */
  readonly isComplete: boolean;
}

/** Puts a job and its history together. */
export function viewJob(job: ConsoleJob, history: History): JobView {
  const { slots, isComplete } = history.of(job.name);
  return { job, schedule: viewSchedule(job, slots[0]?.slot), slots, isComplete };
}

/** What a job is doing, in one state: paused, or that of its newest slot. */
export function stateOf({ job, slots }: Pick<JobView, 'job' | 'slots'>): string | undefined {
  return job.pause === undefined ? slots[0]?.state : 'paused';
}

/** How long the last attempt took; undefined while it runs. */
export function durationOf({ claimedAt, endedAt }: SlotRecord): number | undefined {
  return endedAt === undefined ? undefined : Math.max(0, Date.parse(endedAt) - Date.parse(claimedAt));
}

/** Address of a job's page. */
export function jobPath(job: string): string {
  return `/jobs/${encodeURIComponent(job)}`;
}

/** Address of a slot's page. */
export function slotPath(job: string, slot: string): string {
  return `${jobPath(job)}/slots/${encodeURIComponent(slot)}`;
}
