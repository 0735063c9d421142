import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PublishEvents } from '../../run/events/publish-changes.ts';
import { EVENT_TYPES } from '../../run/events/run-event.ts';
import { callService } from '../service-error.ts';

/** Where events are said to come from; rules filter by it. */
const EVENT_SOURCE = 'nightshift';

/** Publishes on the account's default bus. */
export function openEventBus(client = new EventBridgeClient({})): PublishEvents {
  return async (events) => {
    const command = new PutEventsCommand({
      Entries: events.map((event) => ({
        Source: EVENT_SOURCE,
        DetailType: EVENT_TYPES[event.kind],
        Detail: JSON.stringify(event),
        Time: new Date(event.at),
      })),
    });
    const message = `cannot publish ${events.length} events`;
    const { Entries = [] } = await callService(client.send(command), {
      service: 'events',
      operation: 'PutEvents',
      message,
    });
    return events.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
  };
}
