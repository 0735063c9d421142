import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, METRIC_SERVICE } from '../model/function-log.ts';

/** CloudWatch draws at most 500 metrics in one widget; a row of this many jobs stays readable. */
const JOBS_PER_WIDGET = 25;

/** A count that the runs of one job report: `Succeeded`, `NothingToDo`, `Failed`, `Duplicate`. */
export function jobMetric(jobName: string, metricName: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: METRIC_SERVICE, job: jobName },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
}

/** A chart of each, in rows of four: what needs somebody first. */
const JOB_CHARTS = [
  { title: 'Failed for good', metricName: 'Failed' },
  { title: 'Started', metricName: 'Started' },
  { title: 'Succeeded', metricName: 'Succeeded' },
  { title: 'Nothing to do', metricName: 'NothingToDo' },
  { title: 'Skipped', metricName: 'Skipped' },
  { title: 'Tried again', metricName: 'Retried' },
  { title: 'Duration, milliseconds', metricName: 'DurationMilliseconds', statistic: 'Maximum' },
  { title: 'Items', metricName: 'Items' },
] as const;

/** One dashboard: what needs somebody, then each job's counts, durations and items. */
export function makeDashboard(
  scope: Construct,
  props: { readonly jobNames: readonly string[]; readonly deadLetters: Queue },
): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(7) });
  dashboard.addWidgets(
    new SingleValueWidget({
      title: 'Dead letters',
      metrics: [props.deadLetters.metricApproximateNumberOfMessagesVisible()],
      width: 6,
    }),
    new GraphWidget({ title: 'Incidents opened', width: 9, left: [appMetric('OpenedIncidents')] }),
    new GraphWidget({ title: 'Looks of the watchdog', width: 9, left: [appMetric('WatchdogLooks')] }),
  );
  for (let index = 0; index < props.jobNames.length; index += JOBS_PER_WIDGET) {
    const names = props.jobNames.slice(index, index + JOBS_PER_WIDGET);
    dashboard.addWidgets(...JOB_CHARTS.map((chart) => jobChart(chart, names)));
  }
  return dashboard;
}

function jobChart({ title, metricName, ...more }: JobChart, jobNames: readonly string[]): GraphWidget {
  return new GraphWidget({
    title,
    width: 6,
    left: jobNames.map((name) => jobMetric(name, metricName).with({ label: name, ...more })),
  });
}

interface JobChart {
  readonly title: string;
  readonly metricName: string;
  readonly statistic?: string;
}

/** A count of the app as a whole, `WatchdogLooks` or `OpenedIncidents`. */
export function appMetric(metricName: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: METRIC_SERVICE },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
}
