import { openEventBus } from '../lib/aws/events/event-bus.ts';
import { readStream, type StreamRecord } from '../lib/aws/events/read-stream.ts';
import { countStarted } from '../lib/run/events/count-started.ts';
import { publishChanges } from '../lib/run/events/publish-changes.ts';
import { log, measure } from './log.ts';

const publish = openEventBus();

/** Publishes the changes of the ledger; from the first one that was not published on, the stream delivers again. */
export async function handler(event: { readonly Records: readonly StreamRecord[] }) {
  const changes = readStream(event.Records);
  const failed = await publishChanges(changes, publish);
  for (const [job, count] of countStarted(changes, failed?.sequenceNumber)) {
    measure({ Started: count }, { job });
  }
  if (failed === undefined) return { batchItemFailures: [] };
  log('ERROR', 'events not published', { ...failed });
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
}
