import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** The alarms that belong to no job: dead letters and throttled functions. */
export function makeSharedAlarms(
  scope: Construct,
  { deadLetters, topic }: { readonly deadLetters: Queue; readonly topic: ITopic },
): void {
  const letters = new Alarm(scope, 'DeadLetterAlarm', {
    alarmDescription: 'A slot ended among the dead letters: see docs/runbook.md, "Dead letters"',
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const throttles = new Alarm(scope, 'ThrottleAlarm', {
    alarmDescription: 'Lambda throttles functions of this account: see docs/runbook.md, "Throttles"',
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  for (const alarm of [letters, throttles]) alarm.addAlarmAction(new SnsAction(topic));
}
