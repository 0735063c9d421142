import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { appMetric } from './dashboard.ts';
import type { FunctionCode } from './input.ts';
import type { LocalDifferences } from './local-differences.ts';
import { NodeFunction } from './node-function.ts';

export interface WatchdogProps {
  readonly ledger: Table;
  readonly topic: ITopic;
  readonly code: FunctionCode;
  readonly differences: LocalDifferences;
}

/** How long the watchdog may be silent: three looks. */
const SILENT_LOOKS = 3;
const LOOK_EVERY = Duration.minutes(5);

/** Looks every five minutes whether what should run does; the alarm on its own silence is CloudWatch's. */
export class Watchdog extends Construct {
  constructor(scope: Construct, id: string, props: WatchdogProps) {
    super(scope, id);
    const look = this.makeFunction(props);
    const rule = new Rule(this, 'Rule', {
      description: 'Lets the Nightshift watchdog look at every job',
      schedule: Schedule.rate(LOOK_EVERY),
      enabled: props.differences.watchdogLooks,
    });
    // A look that is late or lost is of no use: the next one sees the same, and the alarm tells where none comes.
    rule.addTarget(new LambdaTarget(look.fn, { retryAttempts: 2, maxEventAge: LOOK_EVERY }));
    this.makeAlarm(props.topic);
  }

  private makeFunction({ ledger, code }: WatchdogProps): NodeFunction {
    const { account, partition, region, stackName } = Stack.of(this);
    const node = new NodeFunction(this, 'Look', {
      description: 'Nightshift: looks every five minutes whether what should run does',
      code: code.app('watchdog'),
      environment: {
        NIGHTSHIFT_LEDGER: ledger.tableName,
        NIGHTSHIFT_STACK: stackName,
      },
      timeoutSeconds: 240,
      memoryMb: 512,
    });
    node.fn.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: LOOK_EVERY });
    node.allow(['dynamodb:GetItem', 'dynamodb:Query'], [ledger.tableArn]);
    // Its own rows, and the slots that it writes down as waiting or as never started.
    node.allow(['dynamodb:PutItem'], [ledger.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['watch', 'job#*'] },
    });
    const place = `${region}:${account}`;
    // What is deployed stands in the outputs of the jobs' stacks, whose names are the app's.
    node.allow(
      ['cloudformation:DescribeStacks'],
      [`arn:${partition}:cloudformation:${place}:stack/${stackName}-Jobs-*/*`],
    );
    // Slots that are made good or tried again; of what the stacks hold, the jobs' functions alone.
    node.allow(
      ['lambda:InvokeFunction'],
      [`arn:${partition}:lambda:${place}:function:${stackName}-Jobs-*-Job*`],
    );
    node.allow(['logs:FilterLogEvents'], [`arn:${partition}:logs:${place}:log-group:${stackName}-Jobs-*`]);
    return node;
  }

  /** No look within a quarter of an hour, whether it failed, was not started or found no table. */
  private makeAlarm(topic: ITopic): void {
    const alarm = new Alarm(this, 'SilentAlarm', {
      alarmDescription: 'The watchdog does not look any more: see docs/runbook.md, "The watchdog is silent"',
      metric: appMetric('WatchdogLooks'),
      threshold: 1,
      evaluationPeriods: SILENT_LOOKS,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}
