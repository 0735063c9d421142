import { expect, test } from '@jest/globals';
import { job, synthesize } from './support/app.ts';
import { permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const url = { kind: 'parameter', name: '/nightshift/slack-url' } as const;
const jobs = [
  job('nightly', {
    notify: [
      { target: { kind: 'email', address: 'ops@acme.example' }, severity: 'error' },
      { target: { kind: 'slack', url }, severity: 'warning' },
      { target: { kind: 'webhook', url: { kind: 'secret', name: 'nightshift/hook' } }, severity: 'warning' },
      { target: { kind: 'topic', arn: 'arn:aws:sns:eu-central-1:444455556666:pager' }, severity: 'error' },
    ],
  }),
  job('morning', {
    notify: [{ target: { kind: 'email', address: 'ops@acme.example' }, severity: 'info' }],
  }),
];
const { base } = synthesize({ jobs });
const plain = synthesize().base;

test('an address subscribes once, and hears what names it alone', () => {
  const subscriptions = Object.values(resourcesOf(base)).filter(
    ({ Type }) => Type === 'AWS::SNS::Subscription',
  );

  expect(render(subscriptions.map(({ Properties }) => Properties))).toEqual([
    {
      Protocol: 'email',
      Endpoint: 'ops@acme.example',
      TopicArn: '${NotifyMessages}',
      FilterPolicy: { to: ['ops@acme.example'] },
    },
  ]);
  plain.resourceCountIs('AWS::SNS::Topic', 1);
});

test('the function may do what telling takes, and read the very secrets that are named', () => {
  expect(permissions(propertiesOf(base, 'AWS::IAM::Policy', 'NotifyTell')['PolicyDocument'])).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${NotifyTellLogs.Arn}',
    'dynamodb:PutItem on ${Ledger.Arn}',
    'sns:Publish on arn:aws:sns:eu-central-1:444455556666:pager, ${Alarms}, ${NotifyMessages}',
    'sqs:SendMessage on ${DeadLetters.Arn}',
    'ssm:GetParameter on arn:aws:ssm:eu-central-1:111122223333:parameter/nightshift/slack-url',
    'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:nightshift/hook-??????',
  ]);
  expect(statements(propertiesOf(base, 'AWS::IAM::Policy', 'NotifyTell')['PolicyDocument'])).toContainEqual(
    expect.objectContaining({
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['notice'] } },
    }),
  );
});

test('events that nobody wants are not handed on', () => {
  const pattern = (template: typeof base) =>
    propertiesOf(template, 'AWS::Events::Rule', 'NotifyRule')['EventPattern'];

  expect(pattern(base)).toEqual({
    source: ['nightshift'],
    detail: { severity: ['info', 'warning', 'error'] },
  });
  expect(pattern(plain)).toMatchObject({ detail: { severity: ['warning', 'error'] } });
});
