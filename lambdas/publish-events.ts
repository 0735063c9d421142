import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { openEventBus } from '../lib/aws/events/event-bus.ts';
import { readStream, type StreamRecord } from '../lib/aws/events/read-stream.ts';
import { countStarted } from '../lib/run/events/count-started.ts';
import { publishChanges } from '../lib/run/events/publish-changes.ts';

const logger = new Logger();
const metrics = new Metrics({ singleMetric: false });
const publish = openEventBus();

/** Publishes the changes of the ledger; from the first one that was not published on, the stream delivers again. */
export async function handler(event: { readonly Records: readonly StreamRecord[] }) {
  const changes = readStream(event.Records);
  const failed = await publishChanges(changes, publish);
  for (const [job, count] of countStarted(changes, failed?.sequenceNumber)) {
    metrics.addDimension('job', job);
    metrics.addMetric('Started', MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  }
  if (failed === undefined) return { batchItemFailures: [] };
  logger.error('events not published', { ...failed });
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
}
