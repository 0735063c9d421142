import { toFailure } from '../failure.ts';
import { eventsOfChange } from './events-of-change.ts';
import type { LedgerChange } from './fields.ts';
import type { EventDetail } from './run-event.ts';

/** A change with the number by which the stream knows it. */
export interface NumberedChange {
  readonly sequenceNumber: string;
  readonly change: LedgerChange;
}

/** Publishes some events, at most ten; answers those that were not taken. Throws ServiceError where none could be sent. */
export type PublishEvents = (events: readonly EventDetail[]) => Promise<readonly EventDetail[]>;

/** EventBridge takes ten entries in one call. */
const EVENTS_AT_ONCE = 10;

/** From which change on the stream has to deliver again, and why. */
export interface Unpublished {
  readonly sequenceNumber: string;
  readonly reason: string;
}

/** Publishes what the changes are worth, in their order; undefined where all of it was published. */
export async function publishChanges(
  changes: readonly NumberedChange[],
  publish: PublishEvents,
): Promise<Unpublished | undefined> {
  const events = changes.flatMap(({ sequenceNumber, change }) =>
    eventsOfChange(change).map((event) => ({ sequenceNumber, event })),
  );
  for (let index = 0; index < events.length; index += EVENTS_AT_ONCE) {
    const batch = events.slice(index, index + EVENTS_AT_ONCE);
    const answer = await tryToPublish(
      batch.map(({ event }) => event),
      publish,
    );
    const first = batch.find(({ event }) => answer.refused.includes(event));
    if (first !== undefined) return { sequenceNumber: first.sequenceNumber, reason: answer.reason };
  }
  return undefined;
}

interface Answer {
  readonly refused: readonly EventDetail[];
  readonly reason: string;
}

async function tryToPublish(events: readonly EventDetail[], publish: PublishEvents): Promise<Answer> {
  try {
    return { refused: await publish(events), reason: 'EventBridge did not take it' };
  } catch (error) {
    return { refused: events, reason: toFailure(error).outcome.reason };
  }
}
