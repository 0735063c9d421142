import type { StartCause } from './ledger.ts';

/** What one invocation asks for: a slot, and whether to plan it, do it, or do exactly an earlier plan. */
export interface SlotRequest {
  readonly slot: Date;
  readonly mode: 'plan' | 'apply';
  readonly trigger: 'schedule' | 'manual';
  /** Key of a sealed plan in the state bucket; with `apply`, exactly its items are done. */
  readonly planKey?: string;
  /** With `planKey`: the digest that the plan must have, as it was told when the plan was made. */
  readonly planDigest?: string;
  /** Id of the event that asked, where it has one: equal for every delivery of the same event. */
  readonly eventId?: string;
  /** Why the slot is started, where neither its schedule nor a person starts it. */
  readonly cause?: StartCause;
  /** Whatever else runs of the job, and nothing else waits for it. */
  readonly beside?: boolean;
  /** Goes on with an attempt that was handed on: so many times, this one included. */
  readonly hop?: number;
}

export type SlotRequestResult =
  | { readonly kind: 'request'; readonly request: SlotRequest }
  | { readonly kind: 'refused'; readonly reason: string };

export function refused(reason: string): SlotRequestResult {
  return { kind: 'refused', reason };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A time as events write it; undefined where it is none. */
export function parseTime(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

export function floorToMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 60_000) * 60_000);
}
