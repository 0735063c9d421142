import { readContinuation, readDeadMachine, readOwnEvent } from './own-events.ts';
import { floorToMinute, isRecord, parseTime, refused, type SlotRequestResult } from './read-event.ts';

/**
 * Reads an invocation's event: a rule's "Scheduled Event", the input that our Scheduler schedules send, a person's or
 * the five-minute function's `{nightshift: {…}}`, a function's call of itself, or the end of a state machine that should
 * have made it. A schedule's slot is the event's own time, down to the minute: schedules fire on whole minutes, deliveries
 * come seconds later.
 */
export function readSlotRequest(event: unknown, now: Date): SlotRequestResult {
  if (!isRecord(event)) return refused('the event is not an object');
  const handedOn = event['nightshiftContinuation'];
  if (handedOn !== undefined) return readContinuation(handedOn);
  const own = event['nightshift'];
  if (own !== undefined) return readOwnEvent(own, now);
  if (event['detail-type'] === 'Scheduled Event') return readRuleEvent(event);
  if (event['detail-type'] === 'Step Functions Execution Status Change') return readDeadMachine(event);
  if (event['scheduledTime'] !== undefined) return readSchedulerInput(event, now);
  return refused('the event is neither a schedule nor a call of ours');
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
