import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openReportReader } from '../../lib/aws/operator-reports.ts';

const dynamo = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
beforeEach(() => {
  dynamo.reset();
  s3.reset();
});

const rowOf = (id: string) => ({
  ...{ job: 'morning', id, version: 3, state: 'sent', subject: 'S', receipt: 'm-1' },
  ...{ mailKey: `reports/${id}/mail.json`, pageKey: `reports/${id}/report.html` },
  ...{ to: ['ops@acme.example'], refused: [], isLean: false, tries: 1, unconfirmed: 0, told: [] },
  ...{ storedAt: id, changedAt: id },
});
const item = (id: string) => marshall({ pk: 'job#morning', sk: `outbox#${id}`, ...rowOf(id) });

describe('an operator reads reports', () => {
  test('of one job alone, newest first, by as many pages as it takes', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [item('2026-11-22T08:00:00Z')], LastEvaluatedKey: { pk: { S: 'x' } } })
      .resolvesOnce({ Items: [item('2026-11-21T08:00:00Z')] });

    const rows = await openReportReader({}).readReports({ table: 'ledger', job: 'morning', count: 5 });

    expect(rows).toEqual([rowOf('2026-11-22T08:00:00Z'), rowOf('2026-11-21T08:00:00Z')]);
    const [first, second] = dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': { S: 'job#morning' },
        ':from': { S: 'outbox#' },
        ':to': { S: 'outbox#~' },
      },
      ScanIndexForward: false,
      Limit: 5,
    });
    expect(second).toMatchObject({ Limit: 4, ExclusiveStartKey: { pk: { S: 'x' } } });
  });

  test('with what became of their mails', async () => {
    const feedback = {
      ...{ job: 'morning', slot: '2026-11-21T08:00:00Z', messageId: 'm-1', kind: 'delivered' },
      ...{
        recipients: ['ops@acme.example'],
        at: '2026-11-21T08:00:05Z',
        detail: '250 ok',
        isAlarming: false,
      },
    };
    dynamo
      .on(QueryCommand)
      .resolves({ Items: [marshall({ pk: 'job#morning', sk: 'feedback#…', ...feedback })] });
    const span = { first: '2026-11-20T08:00:00Z', last: '2026-11-21T08:00:00Z' };

    expect(await openReportReader({}).readFeedback({ table: 'ledger', job: 'morning', ...span })).toEqual([
      feedback,
    ]);
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ExpressionAttributeValues: {
        ':from': { S: 'feedback#2026-11-20T08:00:00Z' },
        ':to': { S: 'feedback#2026-11-21T08:00:00Z~' },
      },
    });
  });

  test('and is told by AWS’s code where one is gone', async () => {
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'gone', $metadata: {} }));

    await expect(
      openReportReader({}).readObject({ bucket: 'state', key: 'morning/x' }),
    ).rejects.toMatchObject({
      code: 'NoSuchKey',
      message: 'cannot read "morning/x" in the state bucket: gone',
    });
  });
});
