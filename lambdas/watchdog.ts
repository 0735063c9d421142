import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { openWatchdog } from '../lib/aws/watchdog/open-watchdog.ts';
import { watchJobs } from '../lib/run/watchdog/watch-jobs.ts';
import { variable } from './variable.ts';

const logger = new Logger();
const metrics = new Metrics({ singleMetric: false });
const openPorts = openWatchdog({
  ledger: variable('NIGHTSHIFT_LEDGER'),
  baseStack: variable('NIGHTSHIFT_STACK'),
  region: variable('AWS_REGION'),
});

/** Looks at every job. Only a look that reached all of them is a heartbeat, whose absence is an alarm of its own. */
export async function handler() {
  const report = await watchJobs(openPorts());
  for (const incident of [...report.opened, ...report.closed]) logger.warn('incident', { ...incident });
  const { jobs, failures, settled } = report;
  logger[failures.length === 0 ? 'info' : 'error']('look ended', { jobs, failures, settled });
  metrics.addMetric('OpenedIncidents', MetricUnit.Count, report.opened.length);
  if (failures.length === 0) metrics.addMetric('WatchdogLooks', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  return { jobs, failures, settled, opened: report.opened.length, closed: report.closed.length };
}
