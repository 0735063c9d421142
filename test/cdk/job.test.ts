import { describe, expect, test } from '@jest/globals';
import { metricLine } from '../../lib/model/function-log.ts';
import type { Job } from '../../lib/model/job.ts';
import { job, synthesize } from './support/app.ts';
import { field, permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const jobs = [
  job('nightly', {
    timeoutSeconds: 900,
    memoryMb: 1024,
    policy: { overlap: 'skip', retry: { attempts: 2 } },
  }),
  scheduled('berlin', { expression: 'cron(0 18 ? * MON-FRI *)', timezone: 'Europe/Berlin' }),
  scheduled('once', { expression: 'at(2026-12-24T18:00:00)' }),
  scheduled('ahead', {
    expression: 'rate(1 day)',
    start: '2026-04-01T00:00:00Z',
    end: '2026-05-01T00:00:00Z',
  }),
  scheduled('begun', { expression: 'rate(1 day)', start: '2026-03-01T00:00:00Z' }),
  scheduled('over', {
    expression: 'rate(1 day)',
    start: '2026-01-01T00:00:00Z',
    end: '2026-03-01T00:00:00Z',
  }),
  scheduled('flexible', { expression: 'rate(1 hour)', flexibleWindowMinutes: 15 }),
  job('a-1', { environment: 'ops/nightly' }),
  job('a1', { environment: 'ops/nightly' }),
];
const { base, first, all } = synthesize({ jobs });

test('each job is one small ES module on Node 24 and ARM, with what its settings say', () => {
  const fn = propertiesOf(first, 'AWS::Lambda::Function', 'JobnightlyRun');

  expect(fn).toMatchObject({
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 900,
    MemorySize: 1024,
  });
  expect(render(fn['Environment'])).toEqual({
    Variables: {
      NIGHTSHIFT_JOB: 'nightly',
      NIGHTSHIFT_LEDGER: '${Nightshift:Ledger}',
      NIGHTSHIFT_STATE_BUCKET: '${Nightshift:State}',
      NIGHTSHIFT_DEAD_LETTERS: expect.any(String),
      NIGHTSHIFT_ISSUE_TOKEN: '${EnvironmentopsnightlyIssueTokenFunction}',
      NIGHTSHIFT_ISSUER_URL: '${Nightshift:IssuerApi.ApiEndpoint}',
    },
  });
});

test('an execution role may do exactly what a run needs, and nothing to the user’s own resources', () => {
  const policy = propertiesOf(first, 'AWS::IAM::Policy', 'JobnightlyRun');

  expect(permissions(policy['PolicyDocument'])).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${JobnightlyRunLogs.Arn}',
    'lambda:InvokeFunction on ${EnvironmentopsnightlyIssueTokenFunction.Arn}',
    'dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PutItem on ${Nightshift:Ledger.Arn}',
    's3:GetObject, s3:PutObject on ${Nightshift:State.Arn}/nightly/*',
    'sqs:SendMessage on ${Nightshift:DeadLetters.Arn}',
  ]);
});

test('a job whose task publishes may do so, to the topic alone, and knows its name', () => {
  const { first: publishing } = synthesize({ jobs: [job('telling')], publishes: () => true });
  const policy = propertiesOf(publishing, 'AWS::IAM::Policy', 'JobtellingRun');
  const fn = propertiesOf(publishing, 'AWS::Lambda::Function', 'JobtellingRun');

  expect(permissions(policy['PolicyDocument'])).toContain('sns:Publish on ${Nightshift:Alarms}');
  expect(render(fn['Environment'])).toMatchObject({
    Variables: { NIGHTSHIFT_TOPIC: '${Nightshift:Alarms}' },
  });
});

test('only the function of a task that continues may invoke itself, and only it is no loop to Lambda', () => {
  const { first: template } = synthesize({
    jobs: [job('copies', { task: { name: 'backup-logs', settings: {} } }), job('lists')],
  });
  const own = Object.entries(resourcesOf(template)).filter(([id]) => id.includes('Continue'));
  const loops = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, fn]) =>
    fn['Properties']['RecursiveLoop'] === undefined ? [] : [[id, fn['Properties']['RecursiveLoop']]],
  );

  expect(own.map(([, { Properties }]) => permissions(Properties['PolicyDocument']))).toEqual([
    ['lambda:InvokeFunction on ${JobcopiesRunFunction.Arn}'],
  ]);
  expect(loops).toEqual([[expect.stringMatching(/^Jobcopies/), 'Allow']]);
});

test('an execution role reaches its own job’s key of the ledger alone', () => {
  const policy = propertiesOf(first, 'AWS::IAM::Policy', 'JobnightlyRun');

  expect(statements(policy['PolicyDocument'])).toContainEqual(
    expect.objectContaining({
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['job#nightly'] } },
    }),
  );
});

test('nobody may scan, and no execution role has a policy besides its own', () => {
  const roles = all.flatMap((template) =>
    Object.values(resourcesOf(template)).filter(({ Type }) => Type === 'AWS::IAM::Role'),
  );

  expect(JSON.stringify(all.map((template) => template.toJSON()))).not.toContain('dynamodb:Scan');
  expect(
    roles.filter(({ Properties }) =>
      String(Properties['Description']).includes('execution role of Nightshift-Jobs'),
    ),
  ).toHaveLength(jobs.length);
  for (const { Properties } of roles.filter((role) =>
    /execution role/.test(String(role.Properties['Description'])),
  )) {
    expect(Object.keys(Properties).toSorted()).toEqual(['AssumeRolePolicyDocument', 'Description', 'Tags']);
  }
});

test('a schedule without a time zone is a rule in UTC, which alone may invoke the function', () => {
  const rule = propertiesOf(first, 'AWS::Events::Rule', 'Jobnightly');
  const permission = propertiesOf(first, 'AWS::Lambda::Permission', 'Jobnightly');

  expect(rule).toMatchObject({ ScheduleExpression: 'cron(0 2 * * ? *)', State: 'ENABLED' });
  expect(render(permission)).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: '${JobnightlyRunFunction.Arn}',
    Principal: 'events.amazonaws.com',
    SourceArn: '${JobnightlyRule.Arn}',
  });
});

test.each([
  ['berlin', { ScheduleExpressionTimezone: 'Europe/Berlin', FlexibleTimeWindow: { Mode: 'OFF' } }],
  ['once', { ScheduleExpression: 'at(2026-12-24T18:00:00)' }],
  ['ahead', { StartDate: '2026-04-01T00:00:00Z', EndDate: '2026-05-01T00:00:00Z' }],
  ['flexible', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } }],
])('what a rule cannot say is a schedule of EventBridge Scheduler: %s', (name, expected) => {
  expect(propertiesOf(first, 'AWS::Scheduler::Schedule', `Job${name}`)).toMatchObject(expected);
  expect(
    Object.keys(first.findResources('AWS::Events::Rule')).filter((id) => id.startsWith(`Job${name}`)),
  ).toEqual([]);
});

test('a start that has passed is not told to AWS, which refuses it; after its end a schedule rests', () => {
  const begun = propertiesOf(first, 'AWS::Scheduler::Schedule', 'Jobbegun');
  const over = propertiesOf(first, 'AWS::Scheduler::Schedule', 'Jobover');

  expect(begun).not.toHaveProperty('StartDate');
  expect(begun).not.toHaveProperty('State');
  expect(over).toMatchObject({ State: 'DISABLED' });
  expect(over).not.toHaveProperty('StartDate');
  expect(over).not.toHaveProperty('EndDate');
});

test('a schedule’s role starts its job and writes its dead letters, for schedules of this account only', () => {
  const role = propertiesOf(first, 'AWS::IAM::Role', 'JobberlinSchedule');
  const policy = propertiesOf(first, 'AWS::IAM::Policy', 'JobberlinSchedule');

  expect(statements(role['AssumeRolePolicyDocument'])).toEqual([
    {
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
    },
  ]);
  expect(permissions(policy['PolicyDocument'])).toEqual([
    'lambda:InvokeFunction on ${JobberlinRunFunction.Arn}',
    'sqs:SendMessage on ${Nightshift:DeadLetters.Arn}',
  ]);
});

test('what cannot be delivered or done ends among the dead letters: rule, schedule and function', () => {
  const rule = propertiesOf(first, 'AWS::Events::Rule', 'Jobnightly');
  const schedule = propertiesOf(first, 'AWS::Scheduler::Schedule', 'Jobberlin');
  const invoke = propertiesOf(first, 'AWS::Lambda::EventInvokeConfig', 'Jobnightly');
  const deadLetters = '${Nightshift:DeadLetters.Arn}';
  const retry = { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 185 };

  expect(render(rule['Targets'])).toMatchObject([
    { DeadLetterConfig: { Arn: deadLetters }, RetryPolicy: retry },
  ]);
  expect(render(schedule['Target'])).toMatchObject({
    DeadLetterConfig: { Arn: deadLetters },
    RetryPolicy: retry,
  });
  expect(render(invoke)).toMatchObject({
    DestinationConfig: { OnFailure: { Destination: deadLetters } },
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 7200,
  });
  expect(propertiesOf(first, 'AWS::Lambda::Function', 'JobnightlyRun')).not.toHaveProperty(
    'DeadLetterConfig',
  );
});

test('a Scheduler schedule tells the run which firing it is', () => {
  const { Target } = propertiesOf(first, 'AWS::Scheduler::Schedule', 'Jobberlin');

  expect(JSON.parse(String(field(Target, 'Input')))).toEqual({
    scheduledTime: '<aws.scheduler.scheduled-time>',
    executionId: '<aws.scheduler.execution-id>',
  });
});

test('every log group has an end', () => {
  const groups = all.flatMap((template) => Object.values(template.findResources('AWS::Logs::LogGroup')));

  expect(groups.length).toBeGreaterThan(jobs.length);
  expect(groups.every((group) => field(group['Properties'], 'RetentionInDays') === 90)).toBe(true);
});

test('each job has one alarm, on the very metric that its runs write', () => {
  const alarm = propertiesOf(first, 'AWS::CloudWatch::Alarm', 'Jobnightly');
  const { namespace, dimensions } = writtenMetric('nightly');

  expect(alarm).toMatchObject({ MetricName: 'Failed', Namespace: namespace, Threshold: 1 });
  expect(alarm['Dimensions']).toEqual(dimensions);
  expect(render(alarm['AlarmActions'])).toEqual(['${Nightshift:Alarms}']);
  expect(Object.keys(first.findResources('AWS::CloudWatch::Alarm'))).toHaveLength(jobs.length);
  expect(JSON.stringify(base.findResources('AWS::CloudWatch::Dashboard'))).toContain(
    String.raw`\"job\",\"nightly\",\"service\",\"nightshift\"`,
  );
});

test('each job is found by an output of its own, whatever its name', () => {
  const outputs = Object.entries(first.toJSON()['Outputs']).filter(([id]) => id.startsWith('Job'));
  const names = outputs.map(([, output]) => JSON.parse(String(render(field(output, 'Value')))).job);

  expect(names).toEqual(jobs.map(({ name }) => name));
});

function scheduled(name: string, schedule: Job['schedule']): Job {
  return job(name, { schedule });
}

/** What a function of the job writes, as `lambdas/task-handler.ts` has it written. */
function writtenMetric(jobName: string) {
  const written = JSON.parse(
    metricLine({ dimensions: { job: jobName }, metrics: { Failed: 1 }, at: new Date() }),
  );
  const [{ Namespace, Dimensions }] = written._aws.CloudWatchMetrics;
  const names: string[] = Dimensions[0];
  return {
    namespace: Namespace,
    dimensions: names.toSorted().map((name) => ({ Name: name, Value: written[name] })),
  };
}

describe('a job that distributes', () => {
  const distribution = { atOnce: 16, toleratedPercent: 5, withinSeconds: 21_600 };
  const { first: template } = synthesize({
    jobs: [job('copies', { task: { name: 'backup-logs', settings: {} } })],
    distribution: () => distribution,
  });

  const machine = propertiesOf(template, 'AWS::StepFunctions::StateMachine', 'Jobcopies');
  const definition = JSON.parse(String(render(machine['DefinitionString'])));
  const { Each: each, GoOn: goOn } = definition.States;

  test('gives each line of the run’s manifest to a function, so many at once, and tries again what failed', () => {
    expect(each).toMatchObject({
      Type: 'Map',
      MaxConcurrency: 16,
      ToleratedFailurePercentage: 5,
      Label: 'Slices',
      ItemReader: {
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: '${Nightshift:State}', 'Key.$': '$.manifestKey' },
      },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    expect(each).not.toHaveProperty('ItemBatcher');
    expect(each).not.toHaveProperty('ResultWriter');
    const [step] = Object.values(each.ItemProcessor.States);
    expect(step).toMatchObject({
      Resource: '${JobcopiesSlicesCopyFunction.Arn}',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3, IntervalSeconds: 5, BackoffRate: 2 }],
    });
  });

  test('goes on with the run afterwards, whatever failed', () => {
    expect(each).toMatchObject({ Next: 'GoOn', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GoOn' }] });
    expect(goOn).toMatchObject({
      Parameters: {
        FunctionName: '${JobcopiesRunFunction.Arn}',
        InvocationType: 'Event',
        'Payload.$': '$.continuation',
      },
      End: true,
    });
    expect(definition.TimeoutSeconds).toBe(21_600);
  });

  test('goes on with the run as well where the machine itself failed, was aborted or took too long', () => {
    const rule = propertiesOf(template, 'AWS::Events::Rule', 'JobcopiesSlicesDied');
    expect(render(rule['EventPattern'])).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: ['${JobcopiesSlicesMachine}'] },
    });
    expect(render(rule['Targets'])).toEqual([
      expect.objectContaining({
        Arn: '${JobcopiesRunFunction.Arn}',
        DeadLetterConfig: { Arn: '${Nightshift:DeadLetters.Arn}' },
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
      }),
    ]);
  });

  test('lets the machine call these two functions, read the slices and start its own map, nothing else', () => {
    const role = propertiesOf(template, 'AWS::IAM::Role', 'JobcopiesSlicesMachineRole');
    expect(permissions(field([role['Policies']].flat()[0], 'PolicyDocument'))).toEqual([
      'lambda:InvokeFunction on ${JobcopiesRunFunction.Arn}, ${JobcopiesSlicesCopyFunction.Arn}',
      's3:GetObject on ${Nightshift:State.Arn}/copies/slices/*',
      expect.stringMatching(/^states:StartExecution on arn:.*:stateMachine:NightshiftJobs1Jobcopies\w+$/),
      expect.stringMatching(/^states:DescribeExecution, states:\w+, states:\w+ on arn:.*:execution:/),
    ]);
  });

  test('knows the machine by name, and its functions may do no more than their part', () => {
    const run = propertiesOf(template, 'AWS::Lambda::Function', 'JobcopiesRun');
    const start = propertiesOf(template, 'AWS::IAM::Policy', 'JobcopiesSlicesStart');
    const copy = propertiesOf(template, 'AWS::IAM::Policy', 'JobcopiesSlicesCopy');

    expect(JSON.stringify(render(run['Environment']))).toContain(String(machine['StateMachineName']));
    expect(permissions(start['PolicyDocument'])).toEqual([
      'states:StartExecution on ${JobcopiesSlicesMachine}',
    ]);
    expect(permissions(copy['PolicyDocument'])).toEqual([
      'logs:CreateLogStream, logs:PutLogEvents on ${JobcopiesSlicesCopyLogs.Arn}',
      'lambda:InvokeFunction on ${EnvironmentopscopiesIssueTokenFunction.Arn}',
      's3:GetObject, s3:PutObject on ${Nightshift:State.Arn}/copies/slices/*',
    ]);
  });
});
