import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type PageCall, queryRange } from '../../lib/aws/query-range.ts';

const dynamo = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'eu-central-1' });
const range = { table: 'ledger', pk: 'job#morning', from: 'slot#a', to: 'slot#b' };
const asItIs: PageCall = (page) => page;
const row = (sk: string) => ({ sk: { S: sk } });
const inputs = () => dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  dynamo.reset();
});

test('reads all of a range, the oldest first, by as many pages as it takes, an empty one among them', async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [row('1'), row('2')], LastEvaluatedKey: row('2') })
    .resolvesOnce({ Items: [], LastEvaluatedKey: row('3') })
    .resolvesOnce({ Items: [row('4')] });

  const items = await queryRange(client, { ...range, isConsistent: true }, asItIs);

  expect(items).toEqual([row('1'), row('2'), row('4')]);
  expect(inputs()).toMatchObject([
    { TableName: 'ledger', ScanIndexForward: true, ConsistentRead: true },
    { ExclusiveStartKey: row('2'), ConsistentRead: true },
    { ExclusiveStartKey: row('3'), ConsistentRead: true },
  ]);
  expect(inputs().some((input) => 'Limit' in input)).toBe(false);
});

test('stops at the count, the newest first, and asks for no more than is left', async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [row('9')], LastEvaluatedKey: row('9') })
    .resolvesOnce({ Items: [row('8'), row('7')], LastEvaluatedKey: row('7') });

  const items = await queryRange(client, { ...range, newestFirst: true, count: 3 }, asItIs);

  expect(items).toEqual([row('9'), row('8'), row('7')]);
  expect(inputs()).toMatchObject([
    { Limit: 3, ScanIndexForward: false, ConsistentRead: false },
    { Limit: 2, ScanIndexForward: false },
  ]);
});

test('fails in the words of whoever asked', async () => {
  dynamo.on(QueryCommand).rejects(new Error('throttled'));
  const call: PageCall = (page) =>
    page.catch(() => Promise.reject(new Error('cannot read the slots of job "morning"')));

  await expect(queryRange(client, range, call)).rejects.toThrow('cannot read the slots of job "morning"');
});
