import { openWatchdog } from '../lib/aws/watchdog/open-watchdog.ts';
import { watchJobs } from '../lib/run/watchdog/watch-jobs.ts';
import { log, measure } from './log.ts';
import { variable } from './variable.ts';

const openPorts = openWatchdog({
  ledger: variable('NIGHTSHIFT_LEDGER'),
  baseStack: variable('NIGHTSHIFT_STACK'),
  region: variable('AWS_REGION'),
});

/** Looks at every job. Only a look that reached all of them is a heartbeat, whose absence is an alarm of its own. */
export async function handler() {
  const report = await watchJobs(openPorts());
  for (const incident of [...report.opened, ...report.closed]) log('WARN', 'incident', { ...incident });
  const { jobs, failures, settled } = report;
  log(failures.length === 0 ? 'INFO' : 'ERROR', 'look ended', { jobs, failures, settled });
  measure({ OpenedIncidents: report.opened.length, ...(failures.length === 0 ? { WatchdogLooks: 1 } : {}) });
  return { jobs, failures, settled, opened: report.opened.length, closed: report.closed.length };
}
