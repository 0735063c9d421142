import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Namespace of the metrics that every run writes. */
export const METRIC_NAMESPACE = 'Nightshift';

/** Powertools writes this as a dimension of every metric; a metric is found by all of its dimensions or not at all. */
export const METRIC_SERVICE = 'nightshift';

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

/** One dashboard: what failed, what succeeded, how long it took, and the dead letters. */
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
  );
  for (let index = 0; index < props.jobNames.length; index += JOBS_PER_WIDGET) {
    const names = props.jobNames.slice(index, index + JOBS_PER_WIDGET);
    dashboard.addWidgets(
      ...['Failed', 'Succeeded', 'DurationMilliseconds'].map(
        (metricName) =>
          new GraphWidget({
            title: metricName,
            width: 8,
            left: names.map((name) => jobMetric(name, metricName).with({ label: name })),
          }),
      ),
    );
  }
  return dashboard;
}
