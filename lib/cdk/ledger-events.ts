import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionCode } from './input.ts';
import { NodeFunction } from './node-function.ts';

export interface LedgerEventsProps {
  readonly ledger: Table;
  readonly topic: ITopic;
  readonly deadLetters: IQueue;
  readonly code: FunctionCode;
}

/** Rows whose changes are events, by the beginnings of their sort keys. */
const TOLD_KEYS = ['slot#', 'incident#', 'control'];
/** After so long a change is put among the dead letters, and those after it are told. */
const GIVE_UP_AFTER = Duration.hours(6);
const LATE_MINUTES = 15;

/** Every change of state in the ledger becomes an event on the account's bus, told by the table's stream. */
export class LedgerEvents extends Construct {
  constructor(scope: Construct, id: string, props: LedgerEventsProps) {
    super(scope, id);
    const node = this.makeFunction(props);
    const { ledger, deadLetters } = props;
    new EventSourceMapping(this, 'Changes', {
      target: node.fn,
      ...(ledger.tableStreamArn === undefined ? {} : { eventSourceArn: ledger.tableStreamArn }),
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: GIVE_UP_AFTER,
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
      filters: TOLD_KEYS.map((prefix) =>
        FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(prefix) } } } }),
      ),
    });
    this.makeAlarm(node, props.topic);
  }

  private makeFunction({ ledger, deadLetters, code }: LedgerEventsProps): NodeFunction {
    const node = new NodeFunction(this, 'Publish', {
      description: 'Nightshift: publishes changes of the ledger as events',
      code: code.app('publish-events'),
      environment: {},
      timeoutSeconds: 60,
      memoryMb: 256,
    });
    const stream = ledger.tableStreamArn ?? '';
    const { partition, region, account } = Stack.of(this);
    node.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
    node.allow(['dynamodb:ListStreams'], [`${ledger.tableArn}/stream/*`]);
    node.allow(['events:PutEvents'], [`arn:${partition}:events:${region}:${account}:event-bus/default`]);
    // Changes that could not be told for hours.
    node.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    return node;
  }

  private makeAlarm({ fn }: NodeFunction, topic: ITopic): void {
    const alarm = new Alarm(this, 'LateAlarm', {
      alarmDescription: 'Events are late, and messages with them: see docs/runbook.md, "Events are late"',
      metric: fn.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
      threshold: LATE_MINUTES * 60_000,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}
