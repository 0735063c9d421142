import { Logger } from '@aws-lambda-powertools/logger';
import { openEventBus } from '../lib/aws/events/event-bus.ts';
import { readStream, type StreamRecord } from '../lib/aws/events/read-stream.ts';
import { publishChanges } from '../lib/run/events/publish-changes.ts';

const logger = new Logger();
const publish = openEventBus();

/** Publishes the changes of the ledger; from the first one that was not published on, the stream delivers again. */
export async function handler(event: { readonly Records: readonly StreamRecord[] }) {
  const failed = await publishChanges(readStream(event.Records), publish);
  if (failed === undefined) return { batchItemFailures: [] };
  logger.error('events not published', { ...failed });
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
}
