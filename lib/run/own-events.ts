import type { StartCause } from './ledger.ts';
import {
  floorToMinute,
  isRecord,
  parseTime,
  refused,
  type SlotRequest,
  type SlotRequestResult,
} from './read-event.ts';

const KEYS = ['mode', 'slot', 'plan', 'digest', 'cause', 'beside'];
const CAUSES: readonly StartCause[] = ['catch-up', 'retry', 'waiting', 'dead-run', 'untold'];

/** The event with which a slot is started that its schedule did not start. */
export function startEvent(slot: string, cause: StartCause) {
  return { nightshift: { mode: 'apply', slot, cause } };
}

/** The event with which a function calls itself to go on with an attempt. */
export function continuationEvent(request: SlotRequest, hop: number): unknown {
  const { slot, trigger, beside, planKey, planDigest } = request;
  return {
    nightshiftContinuation: {
      slot: slot.toISOString(),
      trigger,
      hop,
      ...(beside === undefined ? {} : { beside }),
      ...(planKey === undefined ? {} : { plan: planKey }),
      ...(planDigest === undefined ? {} : { digest: planDigest }),
    },
  };
}

/** Reads `continuationEvent`. */
export function readContinuation(event: unknown): SlotRequestResult {
  if (!isRecord(event)) return refused('"nightshiftContinuation" is not an object');
  const { trigger, hop, beside } = event;
  const slot = parseTime(event['slot']);
  if (slot === undefined) return refused('"nightshiftContinuation.slot" is not an ISO time');
  if (trigger !== 'schedule' && trigger !== 'manual')
    return refused('"nightshiftContinuation.trigger" must be "schedule" or "manual"');
  if (typeof hop !== 'number' || !Number.isInteger(hop) || hop < 1)
    return refused('"nightshiftContinuation.hop" is not a count');
  const plan = readPlan(event);
  if (typeof plan === 'string') return refused(`"nightshiftContinuation.${plan}`);
  const request = {
    slot,
    mode: 'apply',
    trigger,
    hop,
    ...(beside === true ? { beside } : {}),
    ...plan,
  } as const;
  return { kind: 'request', request };
}

/**
 * Reads what EventBridge tells of the end of a job's state machine that failed, was aborted or took too long: its input
 * holds the event that it would have delivered, and the run goes on without it.
 */
export function readDeadMachine(event: Readonly<Record<string, unknown>>): SlotRequestResult {
  const detail = event['detail'];
  const input = isRecord(detail) ? parseJson(detail['input']) : undefined;
  const continuation = isRecord(input) ? input['continuation'] : undefined;
  if (!isRecord(continuation)) return refused('the state machine was given no run to go on with');
  return readContinuation(continuation['nightshiftContinuation']);
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads `{mode, slot?, plan?, digest?, beside?}` of a person, or `{mode, slot, cause}` of the five-minute function. */
export function readOwnEvent(event: unknown, now: Date): SlotRequestResult {
  if (!isRecord(event)) return refused('"nightshift" is not an object');
  const unknownKey = Object.keys(event).find((key) => !KEYS.includes(key));
  if (unknownKey !== undefined) return refused(`unknown key "${unknownKey}" in "nightshift"`);
  const { mode, beside } = event;
  if (mode !== 'plan' && mode !== 'apply') return refused('"nightshift.mode" must be "plan" or "apply"');
  const slot = event['slot'] === undefined ? now : parseTime(event['slot']);
  if (slot === undefined) return refused('"nightshift.slot" is not an ISO time');
  const plan = readPlan(event);
  if (typeof plan === 'string') return refused(`"nightshift.${plan}`);
  const cause = CAUSES.find((known) => known === event['cause']);
  if (event['cause'] !== undefined && cause === undefined) return refused('"nightshift.cause" is not known');
  const request = {
    slot: floorToMinute(slot),
    mode,
    ...(cause === undefined ? ({ trigger: 'manual' } as const) : ({ trigger: 'schedule', cause } as const)),
    ...plan,
    ...(beside === true ? { beside } : {}),
  } as const;
  return { kind: 'request', request };
}

/** Which stored plan is to be done, if any; a text says which field is not right. */
function readPlan({
  plan: planKey,
  digest: planDigest,
}: Readonly<Record<string, unknown>>): Pick<SlotRequest, 'planKey' | 'planDigest'> | string {
  if (planKey !== undefined && typeof planKey !== 'string') return 'plan" is not a key';
  if (planDigest !== undefined && typeof planDigest !== 'string') return 'digest" is not a digest';
  return {
    ...(planKey === undefined ? {} : { planKey }),
    ...(planDigest === undefined ? {} : { planDigest }),
  };
}
