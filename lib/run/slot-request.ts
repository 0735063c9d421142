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
  /** Goes on with an attempt that was handed on: so many times, this one included. */
  readonly hop?: number;
}

export type SlotRequestResult =
  | { readonly kind: 'request'; readonly request: SlotRequest }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads an invocation's event: a rule's "Scheduled Event", the input that our Scheduler schedules send, or a
 * manual `{nightshift: {mode, slot?, plan?, digest?}}`, or a function's call of itself. The slot is the event's own time, down to the minute: schedules
 * fire on whole minutes, deliveries come seconds later.
 */
export function readSlotRequest(event: unknown, now: Date): SlotRequestResult {
  if (!isRecord(event)) return refused('the event is not an object');
  const handedOn = event['nightshiftContinuation'];
  if (handedOn !== undefined) return readContinuation(handedOn);
  const manual = event['nightshift'];
  if (manual !== undefined) return readManual(manual, now);
  if (event['detail-type'] === 'Scheduled Event') return readRuleEvent(event);
  if (event['scheduledTime'] !== undefined) return readSchedulerInput(event, now);
  return refused('the event is neither a schedule nor a call of ours');
}

/** The event with which a function calls itself to go on with an attempt. */
export function continuationEvent(request: SlotRequest, hop: number): unknown {
  const { slot, trigger } = request;
  return { nightshiftContinuation: { slot: slot.toISOString(), trigger, hop } };
}

function readContinuation(event: unknown): SlotRequestResult {
  if (!isRecord(event)) return refused('"nightshiftContinuation" is not an object');
  const { trigger, hop } = event;
  const slot = parseTime(event['slot']);
  if (slot === undefined) return refused('"nightshiftContinuation.slot" is not an ISO time');
  if (trigger !== 'schedule' && trigger !== 'manual')
    return refused('"nightshiftContinuation.trigger" must be "schedule" or "manual"');
  if (typeof hop !== 'number' || !Number.isInteger(hop) || hop < 1)
    return refused('"nightshiftContinuation.hop" is not a count');
  return { kind: 'request', request: { slot, mode: 'apply', trigger, hop } };
}

function readRuleEvent(event: Record<string, unknown>): SlotRequestResult {
  const time = parseTime(event['time']);
  if (time === undefined) return refused('the scheduled event has no valid "time"');
  const id = event['id'];
  return scheduled(time, typeof id === 'string' ? id : undefined);
}

/** Scheduler replaces `<aws.scheduler.scheduled-time>`; where it did not (the local stack), now is the best we know. */
function readSchedulerInput(event: Record<string, unknown>, now: Date): SlotRequestResult {
  const id = event['executionId'];
  return scheduled(parseTime(event['scheduledTime']) ?? now, typeof id === 'string' ? id : undefined);
}

function scheduled(time: Date, eventId: string | undefined): SlotRequestResult {
  const request = { slot: floorToMinute(time), mode: 'apply', trigger: 'schedule' } as const;
  return { kind: 'request', request: eventId === undefined ? request : { ...request, eventId } };
}

function readManual(manual: unknown, now: Date): SlotRequestResult {
  if (!isRecord(manual)) return refused('"nightshift" is not an object');
  const unknownKey = Object.keys(manual).find((key) => !['mode', 'slot', 'plan', 'digest'].includes(key));
  if (unknownKey !== undefined) return refused(`unknown key "${unknownKey}" in "nightshift"`);
  const mode = manual['mode'];
  if (mode !== 'plan' && mode !== 'apply') return refused('"nightshift.mode" must be "plan" or "apply"');
  const slot = manual['slot'] === undefined ? now : parseTime(manual['slot']);
  if (slot === undefined) return refused('"nightshift.slot" is not an ISO time');
  const planKey = manual['plan'];
  if (planKey !== undefined && typeof planKey !== 'string') return refused('"nightshift.plan" is not a key');
  const planDigest = manual['digest'];
  if (planDigest !== undefined && typeof planDigest !== 'string')
    return refused('"nightshift.digest" is not a digest');
  const request = {
    slot: floorToMinute(slot),
    mode,
    trigger: 'manual',
    ...(planKey === undefined ? {} : { planKey }),
    ...(planDigest === undefined ? {} : { planDigest }),
  } as const;
  return { kind: 'request', request };
}

function floorToMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 60_000) * 60_000);
}

function parseTime(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(reason: string): SlotRequestResult {
  return { kind: 'refused', reason };
}
