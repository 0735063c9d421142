import type { SlotRecord } from '../run/ledger.ts';
import type { Incident } from '../run/watchdog/job-watch.ts';
import { type JobView, jobPath, slotPath } from './job-view.ts';
import { shortName } from './policy-words.ts';

/** One thing that a person should look at. */
export interface Attention {
  /** `failed`, `paused`, `dead-letters`, or the kind of an incident. */
  readonly state: string;
  readonly title: string;
  readonly text: string;
  /** What it is about: where a click leads. */
  readonly href: string;
  readonly at?: Date;
  readonly action?: { readonly label: string; readonly href: string };
}

/** What needs attention, the most urgent first: dead letters, failed jobs, the watchdog's incidents, paused jobs. */
export function findAttention(
  views: readonly JobView[],
  { deadLetters, incidents }: { readonly deadLetters: number; readonly incidents: readonly Incident[] },
): readonly Attention[] {
  return [
    ...aboutDeadLetters(deadLetters),
    ...views.flatMap(aboutFailure),
    ...incidents.flatMap(aboutIncident),
    ...views.flatMap(aboutPause),
  ];
}

function aboutDeadLetters(count: number): readonly Attention[] {
  if (count === 0) return [];
  const action = { label: 'See and redrive', href: '/dead-letters' };
  const title = count === 1 ? '1 dead letter' : `${count} dead letters`;
  const text = 'slots that nobody tries any more';
  return [{ state: 'dead-letters', title, text, href: action.href, action }];
}

/** A job whose newest ended slot failed; one that has succeeded since needs nobody. */
function aboutFailure({ job, slots }: JobView): readonly Attention[] {
  const ended = slots.find(({ state }) => !['running', 'skipped'].includes(state));
  if (ended?.state !== 'failed') return [];
  const row = failuresInARow(slots);
  const times = row === 1 ? '' : ` It is the ${ordinal(row)} failed slot in a row.`;
  return [
    {
      state: 'failed',
      title: job.name,
      text: `${ended.reason ?? 'no reason is known'}${ended.code === undefined ? '' : ` (${ended.code})`}.${times}`,
      href: slotPath(job.name, ended.slot),
      ...(ended.endedAt === undefined ? {} : { at: new Date(ended.endedAt) }),
      action: {
        label: 'Run it again',
        href: `${jobPath(job.name)}/run?slot=${encodeURIComponent(ended.slot)}`,
      },
    },
  ];
}

function failuresInARow(slots: readonly SlotRecord[]): number {
  const ended = slots.filter(({ state }) => !['running', 'skipped'].includes(state));
  const other = ended.findIndex(({ state }) => state !== 'failed');
  return other === -1 ? ended.length : other;
}

function ordinal(count: number): string {
  const suffix =
    count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${suffix}`;
}

/** Only the watchdog knows what should have been: it looks every five minutes, here or not. */
function aboutIncident({ job, kind, slot, finding, advice, openedAt }: Incident): readonly Attention[] {
  return [
    {
      state: kind,
      title: job,
      text: `${finding}; ${advice}`,
      href: slotPath(job, slot),
      at: new Date(openedAt),
      action: { label: 'Run the slot', href: `${jobPath(job)}/run?slot=${encodeURIComponent(slot)}` },
    },
  ];
}

function aboutPause({ job }: JobView): readonly Attention[] {
  const { name, pause } = job;
  if (pause === undefined) return [];
  return [
    {
      state: 'paused',
      title: name,
      text: `“${pause.reason}”, says ${shortName(pause.by)}`,
      href: jobPath(name),
      at: new Date(pause.at),
      action: { label: 'Resume', href: `${jobPath(name)}/resume` },
    },
  ];
}
