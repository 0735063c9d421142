import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { hostedAppPorts } from '../../lib/aws/app-ports.ts';
import { sdkTable } from '../../lib/aws/table-sdk.ts';
import { memoryStateStore } from '../../lib/local/memory.ts';
import type { OutboxRow } from '../../lib/tasks/outbox-row.ts';

const row: OutboxRow = {
  job: 'morning',
  id: '2026-11-21T08:00:00Z',
  version: 2,
  state: 'sent',
  subject: 'S',
  mailKey: 'reports/2026-11-21T08:00:00Z/mail.json',
  pageKey: 'reports/2026-11-21T08:00:00Z/report.html',
  to: ['ops@acme.example'],
  refused: [],
  isLean: false,
  told: ['breach'],
  tries: 1,
  unconfirmed: 0,
  storedAt: '2026-11-21T08:00:01.000Z',
  changedAt: '2026-11-21T08:00:02.000Z',
  receipt: 'id-1',
};

function setUp(topic: string | undefined = 'arn:aws:sns:eu-central-1:111122223333:alarms') {
  const dynamo = mockClient(DynamoDBClient);
  const state = memoryStateStore();
  const settings = {
    ledger: 'ledger',
    stateBucket: 'state',
    region: 'eu-central-1',
    topic,
    configurationSet: 'set',
  };
  const invoke = () =>
    hostedAppPorts({ ...settings, table: sdkTable(new DynamoDBClient({})), state })('morning');
  return { dynamo, state, app: invoke(), invoke };
}

test('a row comes back as it was written, under the job’s own key', async () => {
  const { dynamo, app, invoke } = setUp();
  dynamo.on(PutItemCommand).resolves({});
  expect(await app.outbox.write(row, 1)).toBe('written');
  const put = dynamo.commandCalls(PutItemCommand)[0]?.args[0].input;
  expect(put).toMatchObject({
    TableName: 'ledger',
    Item: { pk: { S: 'job#morning' }, sk: { S: 'outbox#2026-11-21T08:00:00Z' } },
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': { N: '1' } },
  });

  dynamo.on(GetItemCommand).resolves(put?.Item === undefined ? {} : { Item: put.Item });
  expect(await invoke().outbox.read(row.id)).toEqual(row);
});

test('a row is read once, and known as it was written', async () => {
  const { dynamo, app } = setUp();
  dynamo.on(GetItemCommand).resolves({});
  dynamo.on(PutItemCommand).resolves({});

  expect([await app.outbox.read(row.id), await app.outbox.read(row.id)]).toEqual([undefined, undefined]);
  await app.outbox.write(row, 0);
  expect(await app.outbox.read(row.id)).toEqual(row);
  expect(dynamo.commandCalls(GetItemCommand)).toHaveLength(1);
});

test('a first row is written only where there is none, and who comes late is told', async () => {
  const { dynamo, app } = setUp();
  dynamo.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));

  expect(await app.outbox.write(row, 0)).toBe('overtaken');
  expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
    ConditionExpression: 'attribute_not_exists(pk)',
  });
});

test('a job’s state lies below its own prefix, and is linked to where a sign-in is asked for', async () => {
  const { state, app } = setUp();
  await app.state.put('reports/a.html', '<p>');

  expect([...state.objects.keys()]).toEqual(['morning/reports/a.html']);
  expect(await app.state.get('reports/a.html')).toBe('<p>');
  expect(app.state.link('reports/a b.html')).toBe(
    'https://eu-central-1.console.aws.amazon.com/s3/object/state?region=eu-central-1&prefix=morning%2Freports%2Fa+b.html',
  );
});

test('a notice has a subject that SNS takes, whatever the report is called', async () => {
  const sns = mockClient(SNSClient);
  sns.on(PublishCommand).resolves({});
  const { app } = setUp();
  await app.publish({ subject: `Fehler für\nalle: ${'x'.repeat(200)}`, text: 'text' });

  const { Subject = '', TopicArn } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
  expect(Subject).toMatch(/^Fehler f r alle: x+\.\.\.$/);
  expect(Subject).toHaveLength(99);
  expect(TopicArn).toBe('arn:aws:sns:eu-central-1:111122223333:alarms');
});

test('without a topic, publishing says so', async () => {
  const alone = hostedAppPorts({
    table: sdkTable(new DynamoDBClient({})),
    ledger: 'l',
    state: memoryStateStore(),
    stateBucket: 's',
    region: 'r',
    topic: undefined,
    configurationSet: undefined,
  })('j');

  await expect(alone.publish({ subject: 's', text: 't' })).rejects.toMatchObject({ code: 'NoTopic' });
});
