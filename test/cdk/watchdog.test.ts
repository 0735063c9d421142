import { expect, test } from '@jest/globals';
import { local } from '../../lib/cdk/local-differences.ts';
import { job, synthesize } from './support/app.ts';
import { permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const jobs = [job('nightly', { schedule: { expression: 'rate(1 hour)' }, timeoutSeconds: 120 })];
const { base, first } = synthesize({ jobs });

test('the watchdog looks every five minutes, and not at all on the local stack, where jobs fire once', () => {
  const rule = propertiesOf(base, 'AWS::Events::Rule', 'WatchdogRule');
  const locally = propertiesOf(
    synthesize({ jobs, differences: local }).base,
    'AWS::Events::Rule',
    'WatchdogRule',
  );

  expect(rule).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' });
  expect(locally).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' });
});

test('its role reads the ledger, what is deployed and the jobs’ logs, starts jobs, and writes slots and rows of its own', () => {
  const { PolicyDocument } = propertiesOf(base, 'AWS::IAM::Policy', 'WatchdogLook');

  expect(permissions(PolicyDocument)).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${WatchdogLookLogs.Arn}',
    'dynamodb:GetItem, dynamodb:Query on ${Ledger.Arn}',
    'dynamodb:PutItem on ${Ledger.Arn}',
    'cloudformation:DescribeStacks on arn:aws:cloudformation:eu-central-1:111122223333:stack/Nightshift-Jobs-*/*',
    'lambda:InvokeFunction on arn:aws:lambda:eu-central-1:111122223333:function:Nightshift-Jobs-*-Job*',
    'logs:FilterLogEvents on arn:aws:logs:eu-central-1:111122223333:log-group:Nightshift-Jobs-*',
  ]);
  expect(statements(PolicyDocument)).toContainEqual(
    expect.objectContaining({
      Action: 'dynamodb:PutItem',
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['watch', 'job#*'] } },
    }),
  );
});

test('its silence is an alarm: no look within a quarter of an hour, missing data included', () => {
  const alarm = propertiesOf(base, 'AWS::CloudWatch::Alarm', 'WatchdogSilentAlarm');

  expect(render(alarm)).toMatchObject({
    Namespace: 'Nightshift',
    MetricName: 'WatchdogLooks',
    Dimensions: [{ Name: 'service', Value: 'nightshift' }],
    Period: 300,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    AlarmActions: ['${Alarms}'],
    OKActions: ['${Alarms}'],
  });
});

test('each job’s output tells the watchdog what is deployed', () => {
  const [output] = Object.entries(first.toJSON()['Outputs']).filter(([id]) => id.startsWith('Job'));
  const [, value] = output ?? [];

  expect(JSON.parse(String(render(Object(value).Value)))).toMatchObject({
    job: 'nightly',
    watch: {
      schedule: { expression: 'rate(1 hour)' },
      policy: { retry: { attempts: 3 } },
      timeoutSeconds: 120,
    },
  });
});

test('locally only the rule’s state differs', () => {
  const emulated = synthesize({ jobs, differences: local }).base;
  const ids = (template: typeof base) =>
    Object.keys(resourcesOf(template)).filter((id) => id.startsWith('Watchdog'));

  expect(ids(emulated)).toEqual(ids(base));
});
