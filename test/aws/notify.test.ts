import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoNoticeRows } from '../../lib/aws/notify/notice-rows.ts';
import { openSecretUrls } from '../../lib/aws/notify/secret-url.ts';
import { publishNotice } from '../../lib/aws/topic.ts';

const dynamo = mockClient(DynamoDBClient);
const sns = mockClient(SNSClient);
const now = new Date('2026-03-06T17:00:00Z');
const rows = dynamoNoticeRows(new DynamoDBClient({}), { table: 'ledger', now: () => now });
const session = {
  region: 'eu-central-1',
  credentials: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'canary-key' }),
};

beforeEach(() => {
  dynamo.reset();
  sns.reset();
});

test('a message is claimed by a conditional write that whoever died before sending it does not block', async () => {
  dynamo.on(PutItemCommand).resolves({});

  expect(await rows.claim('event#alarms')).toBe('taken');
  expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
    Item: {
      pk: { S: 'notice' },
      sk: { S: 'notice#event#alarms' },
      leaseEndsAt: { S: '2026-03-06T17:01:00.000Z' },
      expiresAt: { N: String(Date.parse('2026-04-05T17:00:00Z') / 1000) },
    },
    ConditionExpression: 'attribute_not_exists(pk) OR leaseEndsAt < :now',
  });
});

test.each([
  ['sent', { sentAt: { S: 'x' } }],
  ['busy', { leaseEndsAt: { S: 'x' } }],
] as const)('a message that was claimed before is told apart: %s', async (wanted, Item) => {
  dynamo
    .on(PutItemCommand)
    .rejects(new ConditionalCheckFailedException({ message: 'failed', $metadata: {}, Item }));

  expect(await rows.claim('event#alarms')).toBe(wanted);
});

test('what is sent has no lease any more, so that it cannot be claimed again', async () => {
  dynamo.on(PutItemCommand).resolves({});

  await rows.markSent('event#alarms');

  expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input.Item).not.toHaveProperty('leaseEndsAt');
});

test('mail addresses are what the subscriptions of the topic filter by', async () => {
  sns.on(PublishCommand).resolves({});

  await publishNotice('arn:topic', { subject: 's', text: 't', to: ['a@acme.example'] });

  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.MessageAttributes).toEqual({
    to: { DataType: 'String.Array', StringValue: '["a@acme.example"]' },
  });
});

test('a secret address is read once in five minutes, and is in no error', async () => {
  let asked = 0;
  let time = now;
  const fetchParameter = async () => {
    asked += 1;
    return Response.json({ Parameter: { Value: 'https://hooks.example/canary\n', Type: 'SecureString' } });
  };
  const read = openSecretUrls(session, { fetch: fetchLike(fetchParameter), now: () => time });
  const place = { kind: 'parameter', name: '/nightshift/slack' } as const;

  expect([await read(place), await read(place)]).toEqual([
    'https://hooks.example/canary',
    'https://hooks.example/canary',
  ]);
  expect(asked).toBe(1);
  time = new Date(now.getTime() + 301_000);
  await read(place);
  expect(asked).toBe(2);
});

test('a secret that may not be read fails with its name', async () => {
  const refuse = async () =>
    Response.json({ __type: 'AccessDeniedException', message: 'no' }, { status: 400 });
  const read = openSecretUrls(session, { fetch: fetchLike(refuse), now: () => now });

  await expect(read({ kind: 'secret', name: 'nightshift/hook' })).rejects.toMatchObject({
    code: 'AccessDeniedException',
    message: 'cannot read secret "nightshift/hook": no',
  });
});

function fetchLike(answer: () => Promise<Response>): typeof fetch {
  return answer;
}
