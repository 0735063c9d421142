import type { Overlap } from '../model/run-policy.ts';
import type { ActiveHolder, ActiveRecord } from './job-records.ts';

export interface OverlapQuestion {
  readonly overlap: Overlap;
  readonly active: ActiveRecord | undefined;
  readonly slot: string;
  readonly now: Date;
}

export type OverlapDecision =
  /** Nobody else runs, or it is no matter. */
  | { readonly kind: 'free' }
  | { readonly kind: 'skip'; readonly reason: string }
  /** The slot waits for the other; `cancel` is asked to stop, `displaced` waits no longer. */
  | {
      readonly kind: 'wait';
      readonly reason: string;
      readonly cancel?: ActiveHolder;
      readonly displaced?: string;
    };

/** What becomes of a slot that comes while another slot of its job may be running. */
export function decideOverlap({ overlap, active, slot, now }: OverlapQuestion): OverlapDecision {
  const holder = findOther({ active, slot, now });
  if (overlap === 'allow-all' || holder === undefined) return { kind: 'free' };
  const other = `slot ${holder.slot} still runs, its lease ends at ${holder.leaseEndsAt}`;
  const waiting = active?.waiting === slot ? undefined : active?.waiting;
  switch (overlap) {
    case 'skip':
      return { kind: 'skip', reason: `overlap: ${other}` };
    case 'buffer-one':
      return waiting === undefined
        ? { kind: 'wait', reason: `overlap: ${other}; this one is next` }
        : { kind: 'skip', reason: `overlap: ${other}, and slot ${waiting} waits already` };
    case 'cancel-other':
      if (holder.slot > slot) return { kind: 'skip', reason: `overlap: the later ${other}` };
      return {
        kind: 'wait',
        reason: `overlap: ${other}; it was asked to stop`,
        cancel: holder,
        ...(waiting === undefined ? {} : { displaced: waiting }),
      };
    default:
      return overlap satisfies never;
  }
}

/** The other slot that holds the job now. */
export function findOther({ active, slot, now }: Omit<OverlapQuestion, 'overlap'>): ActiveHolder | undefined {
  const holder = active?.holder;
  if (holder === undefined || holder.slot === slot) return undefined;
  return new Date(holder.leaseEndsAt) > now ? holder : undefined;
}

interface Holding {
  readonly active: ActiveRecord | undefined;
  readonly job: string;
}

/** The job as it is held by this slot from now on. */
export function holdActive({ active, job }: Holding, holder: ActiveHolder): ActiveRecord {
  const waiting = active?.waiting === holder.slot ? undefined : active?.waiting;
  return { ...base({ active, job }), holder, ...(waiting === undefined ? {} : { waiting }) };
}

/** The job with this slot as the next one. */
export function queueActive({ active, job }: Holding, slot: string): ActiveRecord {
  return {
    ...base({ active, job }),
    ...(active?.holder === undefined ? {} : { holder: active.holder }),
    waiting: slot,
  };
}

/**
 * The job as nobody holds it, when this slot's holder has ended; undefined where another one holds it by now. What waited
 * is started by the one that ends, or is found by its record.
 */
export function releaseActive(
  active: ActiveRecord | undefined,
  held: Pick<ActiveHolder, 'slot' | 'requestId'>,
): ActiveRecord | undefined {
  return active !== undefined && isHeldBy(active, held) ? base({ active, job: active.job }) : undefined;
}

/** The job as it is when this slot's holder keeps it for longer; undefined where it does not hold it. */
export function extendActive(
  active: ActiveRecord | undefined,
  held: Pick<ActiveHolder, 'slot' | 'requestId' | 'leaseEndsAt'>,
): ActiveRecord | undefined {
  if (active?.holder === undefined || !isHeldBy(active, held)) return undefined;
  const { job, holder } = active;
  return { ...active, ...base({ active, job }), holder: { ...holder, leaseEndsAt: held.leaseEndsAt } };
}

function isHeldBy({ holder }: ActiveRecord, held: Pick<ActiveHolder, 'slot' | 'requestId'>): boolean {
  return holder?.slot === held.slot && holder.requestId === held.requestId;
}

function base({ active, job }: Holding): Pick<ActiveRecord, 'job' | 'fence'> {
  return { job, fence: (active?.fence ?? 0) + 1 };
}
