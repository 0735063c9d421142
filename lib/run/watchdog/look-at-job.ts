import type { SlotRecord } from '../ledger.ts';
import { findDueSlots } from './due-slots.ts';
import { type IncidentBook, openIncidentBook } from './incident-book.ts';
import {
  beginWatch,
  type Effort,
  type EndedSlot,
  type Incident,
  type JobWatch,
  NO_EFFORT,
  type PendingSlot,
} from './job-watch.ts';
import { addEffort, judgeEffort } from './judge-effort.ts';
import { hasStarted, judgeSlot, type SlotJudgement } from './judge-slot.ts';
import { fingerprintOf, type WatchedJob } from './watched-job.ts';

/** A slot that was told of and never ends is followed for this long. */
const FOLLOWED_FOR_MS = 7 * 24 * 3_600_000;
/** After so many suspicious slots in a row they are what the job does. */
const SLOTS_TO_BECOME_USUAL = 10;

/** What one look at one job starts from. */
export interface Look {
  readonly job: WatchedJob;
  /** What was remembered by the look before; undefined for a job that was never seen. */
  readonly watch: JobWatch | undefined;
  /** The job's slots in the ledger from `earliestSlot` on, oldest first. */
  readonly rows: readonly SlotRecord[];
  readonly isPaused: boolean;
  readonly now: Date;
}

/** What a look came to. */
export interface Verdict {
  /** To be remembered for the next look. */
  readonly watch: JobWatch;
  /** Whether `watch` says anything that was not known before. */
  readonly changed: boolean;
  readonly opened: readonly Incident[];
  readonly closed: readonly Incident[];
}

/** From which slot on the ledger's rows are needed for a look; nothing is needed at the first one. */
export function earliestSlot(watch: JobWatch): string {
  const slots = [
    watch.through,
    ...watch.pending.map(({ slot }) => slot),
    ...watch.open.filter(({ kind }) => kind === 'not-started').map(({ lastSlot }) => lastSlot),
  ];
  return slots.reduce((earliest, slot) => (slot < earliest ? slot : earliest));
}

/**
 * Tells what is wrong with a job by the slots that should exist and those that do. The first look at a job, at a new
 * schedule, or after a rest only marks the time from which slots count.
 */
export function lookAtJob(look: Look): Verdict {
  const { job, watch, isPaused, now } = look;
  const fingerprint = fingerprintOf(job);
  const begun = { job: job.name, fingerprint, now };
  if (watch === undefined) return verdict(undefined, { ...beginWatch(begun), ...rest(isPaused) });
  if (isPaused) return restJob(watch, 'the job is paused', now);
  const isNew = watch.resting === true || watch.fingerprint !== fingerprint;
  return follow({ ...look, watch: isNew ? beginWatch(begun, watch) : watch }, watch);
}

/** Lets a job rest: what was open is over, because nobody expects the job to run. */
export function restJob(watch: JobWatch, ending: string, now: Date): Verdict {
  if (watch.resting === true) return { watch, changed: false, opened: [], closed: [] };
  const book = openIncidentBook(watch.job, watch.open, now);
  book.settleAll(ending);
  return verdict(watch, { ...watch, pending: [], open: [], resting: true }, book);
}

function rest(isPaused: boolean): { readonly resting?: boolean } {
  return isPaused ? { resting: true } : {};
}

function follow(look: Look & { readonly watch: JobWatch }, before: JobWatch): Verdict {
  const { job, watch, rows, now } = look;
  const book = openIncidentBook(job.name, watch.open, now);
  const bySlot = new Map(rows.map((row) => [row.slot, row]));
  for (const { kind, lastSlot } of watch.open) {
    const late = kind === 'not-started' ? bySlot.get(lastSlot) : undefined;
    if (late !== undefined && hasStarted(late)) settleStarted(book, lastSlot);
  }
  const due = findDueSlots({ job, watch, rows, now });
  const slots: readonly PendingSlot[] = [...watch.pending, ...due.slots.map((slot) => ({ slot }))];
  const pending: PendingSlot[] = [];
  let { effort } = watch;
  for (const followed of slots) {
    const judgement = judgeSlot({ job, slot: followed.slot, row: bySlot.get(followed.slot), now });
    pending.push(...note({ followed, judgement, book, now }));
    if (judgement.kind !== 'ended' || judgement.well === undefined) continue;
    effort = noteEffort({ slot: followed.slot, ended: judgement.well, effort, book });
  }
  return verdict(before, { ...watch, through: due.through, pending, effort, open: book.open() }, book);
}

interface Note {
  readonly followed: PendingSlot;
  readonly judgement: SlotJudgement;
  readonly book: IncidentBook;
  readonly now: Date;
}

/** Raises or settles what the judgement of one slot says; returns the slot if it is to be followed further. */
function note({ followed, judgement, book, now }: Note): readonly PendingSlot[] {
  const { slot, told } = followed;
  switch (judgement.kind) {
    case 'waiting':
      return [followed];
    case 'missing':
      book.raise({
        kind: 'not-started',
        slot,
        finding: `it should have started by ${isoOf(judgement.deadline)}`,
      });
      return [];
    case 'running':
      settleStarted(book, slot);
      return [{ ...followed, started: true }];
    case 'unfinished':
      settleStarted(book, slot);
      if (told !== true) book.raise({ kind: 'not-finished', slot, finding: judgement.finding });
      return isStale(slot, now) ? [] : [{ slot, started: true, told: true }];
    case 'ended':
      settleStarted(book, slot);
      if (judgement.well !== undefined)
        book.settle('not-finished', slot, `slot ${slot} ended: ${judgement.well.kind}`);
      return [];
    default:
      return judgement satisfies never;
  }
}

function settleStarted(book: IncidentBook, slot: string): void {
  book.settle('not-started', slot, `slot ${slot} has started`);
}

/**
 * Judges how much a slot did by those before it; returns what the next one is compared with. What is suspicious is not
 * part of that, or the second such slot would look usual; where it goes on and on it is what the job does now.
 */
function noteEffort(noted: {
  readonly slot: string;
  readonly ended: EndedSlot;
  readonly effort: Effort;
  readonly book: IncidentBook;
}): Effort {
  const { slot, ended, effort, book } = noted;
  const finding = judgeEffort(ended, effort);
  if (finding === undefined) {
    book.settle('did-too-little', slot, `slot ${slot} did what is usual`);
    return addEffort(effort, ended);
  }
  book.raise({ kind: 'did-too-little', slot, finding });
  const seen = book.open().find(({ kind }) => kind === 'did-too-little')?.slots ?? 0;
  if (seen < SLOTS_TO_BECOME_USUAL) return effort;
  book.settle('did-too-little', slot, `it was so for ${seen} slots and counts as usual from now on`);
  return NO_EFFORT;
}

function isStale(slot: string, now: Date): boolean {
  return now.getTime() - Date.parse(slot) > FOLLOWED_FOR_MS;
}

function isoOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function verdict(before: JobWatch | undefined, after: JobWatch, book?: IncidentBook): Verdict {
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  return { watch: after, changed, opened: book?.opened() ?? [], closed: book?.closed() ?? [] };
}
