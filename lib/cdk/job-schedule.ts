import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, type CfnScheduleProps } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Job as JobModel } from '../model/job.ts';

export interface JobScheduleProps {
  readonly job: JobModel;
  readonly fn: IFunction;
  readonly deadLetters: IQueue;
  readonly maxEventAgeHours: number;
  readonly now: Date;
}

/** An EventBridge Scheduler schedule: time zone, start, end and flexible window, which rules do not have. */
export class JobSchedule extends Construct {
  constructor(scope: Construct, id: string, props: JobScheduleProps) {
    super(scope, id);
    const { job, fn, deadLetters, maxEventAgeHours, now } = props;
    const { schedule } = job;
    const role = this.makeRole(props);
    const window = schedule.flexibleWindowMinutes;
    const made = new CfnSchedule(this, 'Schedule', {
      description: `Fires Nightshift job ${job.name}`,
      scheduleExpression: schedule.expression,
      ...(schedule.timezone === undefined ? {} : { scheduleExpressionTimezone: schedule.timezone }),
      ...periodOf(schedule, now),
      flexibleTimeWindow:
        window === undefined ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
      target: {
        arn: fn.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({
          scheduledTime: '<aws.scheduler.scheduled-time>',
          executionId: '<aws.scheduler.execution-id>',
        }),
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: maxEventAgeHours * 3600 },
      },
    });
    made.node.addDependency(role);
  }

  private makeRole({ fn, deadLetters }: JobScheduleProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Lets EventBridge Scheduler start the job and write its dead letters',
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
    );
    return role;
  }
}

/** EventBridge refuses times in the past. A start that has passed is of no consequence; after its end a schedule rests. */
function periodOf(
  { start, end }: JobModel['schedule'],
  now: Date,
): Pick<CfnScheduleProps, 'startDate' | 'endDate' | 'state'> {
  const isAhead = (time: string) => new Date(time) > now;
  if (end !== undefined && !isAhead(end)) return { state: 'DISABLED' };
  return {
    ...(start !== undefined && isAhead(start) ? { startDate: start } : {}),
    ...(end === undefined ? {} : { endDate: end }),
  };
}
