import { expect, test } from '@jest/globals';
import { configurationSetName } from '../../lib/cdk/mail-feedback.ts';
import { job, synthesize } from './support/app.ts';
import { permissions, propertiesOf, render, statements } from './support/render.ts';

const { base, first } = synthesize({
  jobs: [job('report'), job('backup')],
  mails: ({ name }) => name === 'report',
});

test('an app without mails has no configuration set', () => {
  expect(synthesize().base.findResources('AWS::SES::ConfigurationSet')).toEqual({});
});

test('what becomes of a mail goes by a topic of its own to a function', () => {
  const set = propertiesOf(base, 'AWS::SES::ConfigurationSet', 'MailFeedback');
  const destination = propertiesOf(base, 'AWS::SES::ConfigurationSetEventDestination', 'MailFeedback');
  const [subscription] = Object.values(base.findResources('AWS::SNS::Subscription'));

  expect(set).toMatchObject({ Name: 'nightshift-acme' });
  expect(render(destination)).toMatchObject({
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
      SnsDestination: { TopicARN: expect.stringContaining('MailFeedbackTopic') },
    },
  });
  expect(render(subscription?.['Properties'])).toMatchObject({
    Protocol: 'lambda',
    Endpoint: expect.stringContaining('MailFeedbackEventsFunction'),
  });
});

test('only SES may publish there, for sets of this account, and only over TLS', () => {
  const policy = propertiesOf(base, 'AWS::SNS::TopicPolicy', 'MailFeedback');

  expect(statements(policy['PolicyDocument'])).toMatchObject([
    { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'ses.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  ]);
});

test('the function may read and write single items of the ledger, tell people, and fail loudly', () => {
  const policy = propertiesOf(base, 'AWS::IAM::Policy', 'MailFeedback');

  expect(permissions(policy['PolicyDocument'])).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${MailFeedbackEventsLogs.Arn}',
    'dynamodb:GetItem, dynamodb:PutItem on ${Ledger.Arn}',
    'sns:Publish on ${Alarms}',
    'sqs:SendMessage on ${DeadLetters.Arn}',
  ]);
});

test('jobs that mail know the set, others do not', () => {
  const environment = (id: string) => propertiesOf(first, 'AWS::Lambda::Function', id)['Environment'];

  expect(environment('JobreportRun')).toMatchObject({
    Variables: { NIGHTSHIFT_CONFIGURATION_SET: 'nightshift-acme' },
  });
  expect(JSON.stringify(environment('JobbackupRun'))).not.toContain('CONFIGURATION_SET');
});

test('the set’s name is one that SES takes, whatever the organization is called', () => {
  expect(configurationSetName('Acme.Corp é')).toBe('nightshift-Acme-Corp--');
  expect(configurationSetName('x'.repeat(99))).toHaveLength(64);
});
