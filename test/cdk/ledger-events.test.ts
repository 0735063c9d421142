import { expect, test } from '@jest/globals';
import { synthesize } from './support/app.ts';
import { permissions, propertiesOf, render } from './support/render.ts';

const { base } = synthesize();

test('changes of slots, incidents and pauses are told as they come, and again until they are taken', () => {
  const mapping = propertiesOf(base, 'AWS::Lambda::EventSourceMapping', 'EventsChanges');

  expect(render(mapping)).toMatchObject({
    EventSourceArn: '${Ledger.StreamArn}',
    StartingPosition: 'LATEST',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRecordAgeInSeconds: 6 * 3600,
    DestinationConfig: { OnFailure: { Destination: '${DeadLetters.Arn}' } },
    FilterCriteria: {
      Filters: ['slot#', 'incident#', 'control'].map((prefix) => ({
        Pattern: JSON.stringify({ dynamodb: { Keys: { sk: { S: [{ prefix }] } } } }),
      })),
    },
  });
  expect(propertiesOf(base, 'AWS::DynamoDB::Table', 'Ledger')).toMatchObject({
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});

test('the function reads the stream of the ledger and publishes on the default bus, nothing else', () => {
  const { PolicyDocument } = propertiesOf(base, 'AWS::IAM::Policy', 'EventsPublish');

  expect(permissions(PolicyDocument)).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${EventsPublishLogs.Arn}',
    'dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator on ${Ledger.StreamArn}',
    'dynamodb:ListStreams on ${Ledger.Arn}/stream/*',
    'events:PutEvents on arn:aws:events:eu-central-1:111122223333:event-bus/default',
    'sqs:SendMessage on ${DeadLetters.Arn}',
  ]);
});

test('an alarm tells when events are a quarter of an hour late', () => {
  expect(render(propertiesOf(base, 'AWS::CloudWatch::Alarm', 'EventsLateAlarm'))).toMatchObject({
    MetricName: 'IteratorAge',
    Statistic: 'Maximum',
    Threshold: 900_000,
    TreatMissingData: 'notBreaching',
    AlarmActions: ['${Alarms}'],
  });
});
