import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Job as JobModel } from '../model/job.ts';
import type { Overlap } from '../model/run-policy.ts';
import type { Distribution } from '../tasks/task.ts';
import { jobMetric } from './dashboard.ts';
import type { FunctionCode } from './input.ts';
import { JobSchedule } from './job-schedule.ts';
import { type JobVariableProps, jobVariables } from './job-variables.ts';
import { NodeFunction } from './node-function.ts';
import { grantOpening, type OpeningAccess } from './opening-grant.ts';
import { machineName, Slices, stateMachineArn } from './slices.ts';

/** EventBridge gives up on a firing that it could not deliver within this time; the slot is late by then anyway. */
const MAX_EVENT_AGE_HOURS = 2;

/** Lambda's own limit; further attempts are started by the five-minute function. */
const MAX_LAMBDA_RETRIES = 2;

/** With these a slot that waits is started by the one that ends. */
const WAITING: readonly Overlap[] = ['buffer-one', 'cancel-other'];

export interface JobProps extends JobVariableProps, OpeningAccess {
  readonly environment: OpeningAccess['environment'];
  readonly code: FunctionCode;
  /** The function may invoke itself to go on with a run. */
  readonly continues: boolean;
  /** How the job's runs hand slices out; left out where they never do. */
  readonly distribution: Distribution | undefined;
  readonly now: Date;
}

/** One job: its function and execution role, what fires it, what happens when it fails. */
export class Job extends Construct {
  readonly runner: NodeFunction;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    this.runner = this.makeFunction(props);
    this.grant(props);
    if (props.distribution !== undefined) {
      const { distribution, ...rest } = props;
      const own = { runner: this.runner, variables: jobVariables(props), machineName: machineName(this) };
      new Slices(this, 'Slices', { ...rest, ...own, distribution });
    }
    const rule = this.fire(props);
    this.makeAlarm(props);
    this.tell(props.job, rule);
  }

  private makeFunction(props: JobProps): NodeFunction {
    const { job, deadLetters, code, continues, distribution } = props;
    const node = new NodeFunction(this, 'Run', {
      description: job.description ?? `Nightshift job ${job.name}: ${job.task.name}`,
      code: code.task(job.task.name),
      environment: {
        ...jobVariables(props),
        ...(distribution === undefined ? {} : { NIGHTSHIFT_STATE_MACHINE: stateMachineArn(this) }),
      },
      timeoutSeconds: job.timeoutSeconds,
      memoryMb: job.memoryMb,
      invokesItself: continues || WAITING.includes(job.policy.overlap),
    });
    node.fn.configureAsyncInvoke({
      retryAttempts: Math.min(job.policy.retry.attempts - 1, MAX_LAMBDA_RETRIES),
      maxEventAge: Duration.hours(MAX_EVENT_AGE_HOURS),
      // CDK's own SqsDestination would grant more than sending; `grant` below allows just that.
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    return node;
  }

  /** The execution role has no permission on the user's own resources: what the task does, it does as the environment's role. */
  private grant({ job, ledger, stateBucket, deadLetters, topic, publishes, ...access }: JobProps): void {
    grantOpening(this.runner, access);
    // "For all values" holds for requests that name no key as well, so only actions that always name one stand here.
    this.runner.allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], [ledger.tableArn], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`job#${job.name}`] },
    });
    this.runner.allow(['s3:GetObject', 's3:PutObject'], [stateBucket.arnForObjects(`${job.name}/*`)]);
    this.runner.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    if (publishes) this.runner.allow(['sns:Publish'], [topic.topicArn]);
  }

  private fire({ job, deadLetters, differences, now }: JobProps): Rule | undefined {
    const { schedule } = job;
    const wantsScheduler =
      schedule.timezone !== undefined ||
      schedule.start !== undefined ||
      schedule.end !== undefined ||
      schedule.flexibleWindowMinutes !== undefined ||
      schedule.expression.startsWith('at(');
    if (differences.usesScheduler(wantsScheduler)) {
      new JobSchedule(this, 'Schedule', {
        job,
        fn: this.runner.fn,
        deadLetters,
        maxEventAgeHours: MAX_EVENT_AGE_HOURS,
        now,
      });
      return undefined;
    }
    const rule = new Rule(this, 'Rule', {
      description: `Fires Nightshift job ${job.name}`,
      schedule: Schedule.expression(differences.scheduleExpression(schedule.expression)),
    });
    rule.addTarget(
      new LambdaTarget(this.runner.fn, {
        event: RuleTargetInput.fromEventPath('$'),
        deadLetterQueue: deadLetters,
        retryAttempts: 185,
        maxEventAge: Duration.hours(MAX_EVENT_AGE_HOURS),
      }),
    );
    return rule;
  }

  private makeAlarm({ job, topic }: JobProps): void {
    const alarm = new Alarm(this, 'FailedAlarm', {
      alarmDescription: `Job ${job.name} failed for good: "nightshift jobs history ${job.name}" and docs/runbook.md, "A job failed"`,
      metric: jobMetric(job.name, 'Failed'),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }

  /**
   * The command line finds a job's function and log group by this output, the local stack its rule as well; the watchdog
   * expects of the job what is deployed and stands here, not what a file says.
   */
  private tell(job: JobModel, rule: Rule | undefined): void {
    const value = Stack.of(this).toJsonString({
      job: job.name,
      functionName: this.runner.fn.functionName,
      logGroup: this.runner.fn.logGroup.logGroupName,
      watch: { schedule: job.schedule, policy: job.policy, timeoutSeconds: job.timeoutSeconds },
      ...(rule === undefined ? {} : { rule: rule.ruleName }),
    });
    new CfnOutput(this, 'Output', { value });
  }
}
