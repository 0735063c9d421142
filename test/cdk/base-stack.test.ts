import { expect, test } from '@jest/globals';
import { job, synthesize } from './support/app.ts';
import { field, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const { base } = synthesize({
  jobs: [job('nightly'), job('morning')],
  file: { alarmEmails: ['ops@acme.example'] },
});

test('the dead letters are encrypted, kept for two weeks, and written only over TLS', () => {
  const queue = propertiesOf(base, 'AWS::SQS::Queue', 'DeadLetters');
  const policy = propertiesOf(base, 'AWS::SQS::QueuePolicy', 'DeadLetters');

  expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  expect(statements(policy['PolicyDocument'])).toContainEqual(
    denyWithoutTls('sqs:*', '${DeadLetters.Arn}', { AWS: '*' }),
  );
});

test('of all services only EventBridge writes to the dead letters, and only for this account’s rules', () => {
  const policy = propertiesOf(base, 'AWS::SQS::QueuePolicy', 'DeadLetters');

  expect(
    [statements(policy['PolicyDocument'])]
      .flat()
      .filter((statement) => field(statement, 'Effect') === 'Allow'),
  ).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '${DeadLetters.Arn}',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:111122223333:rule/*' },
      },
    },
  ]);
});

test('alarms of this account may publish to the topic: its own policy has replaced the one SNS gives', () => {
  const policy = propertiesOf(base, 'AWS::SNS::TopicPolicy', 'Alarms');

  expect(statements(policy['PolicyDocument'])).toEqual([
    { ...denyWithoutTls('sns:Publish', '${Alarms}', '*'), Sid: 'AllowPublishThroughSSLOnly' },
    {
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: '${Alarms}',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  ]);
});

test('one topic tells whom jobs.yaml names, of dead letters, throttles and failed jobs', () => {
  base.resourceCountIs('AWS::SNS::Topic', 1);
  base.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@acme.example' });
  for (const [start, metric] of [
    ['DeadLetterAlarm', 'ApproximateNumberOfMessagesVisible'],
    ['ThrottleAlarm', 'Throttles'],
  ] as const) {
    const alarm = propertiesOf(base, 'AWS::CloudWatch::Alarm', start);
    expect(render(alarm)).toMatchObject({ MetricName: metric, AlarmActions: ['${Alarms}'], Threshold: 1 });
  }
});

test('the state bucket is private, encrypted, TLS only, and forgets after ninety days', () => {
  const bucket = propertiesOf(base, 'AWS::S3::Bucket', 'State');

  expect(bucket).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
  });
  expect(statements(propertiesOf(base, 'AWS::S3::BucketPolicy', 'State')['PolicyDocument'])).toEqual([
    denyWithoutTls('s3:*', ['${State.Arn}', '${State.Arn}/*'], { AWS: '*' }),
  ]);
});

test('what a run leaves behind outlives the stack: ledger, state, keys and address', () => {
  const kept = Object.values(resourcesOf(base)).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');

  expect(kept.map(({ Type }) => Type).toSorted()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::KMS::Key',
    'AWS::S3::Bucket',
  ]);
});

test('the ledger is keyed by job and slot and can be taken back to any moment', () => {
  expect(propertiesOf(base, 'AWS::DynamoDB::Table', 'Ledger')).toMatchObject({
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    BillingMode: 'PAY_PER_REQUEST',
  });
});

test('one dashboard shows every job', () => {
  const [dashboard] = Object.values(base.findResources('AWS::CloudWatch::Dashboard'));

  base.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  expect(JSON.stringify(dashboard)).toMatch(/nightly.*morning/);
});

test('the command line finds the app’s parts by their outputs', () => {
  expect(Object.keys(base.toJSON()['Outputs'])).toEqual(
    expect.arrayContaining(['Ledger', 'StateBucket', 'DeadLetters', 'Topic', 'IssuerUrl', 'SigningKey']),
  );
});

function denyWithoutTls(action: string, resource: string | readonly string[], principal: unknown) {
  return {
    Effect: 'Deny',
    Principal: principal,
    Action: action,
    Resource: resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
