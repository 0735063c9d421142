import { describe, expect, test } from '@jest/globals';
import { dynamoLedger } from '../../lib/aws/ledger.ts';
import { activeItem, controlItem, keys, slotItem } from '../../lib/aws/ledger-items.ts';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { signedTable } from '../../lib/aws/table-signed.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { hostThatHears } from '../fakes/signed-host.ts';

const record: SlotRecord = {
  job: 'nightly',
  slot: '2026-11-21T02:00:00Z',
  state: 'running',
  attempt: 1,
  fence: 1,
  requestId: 'r1',
  claimedAt: '2026-11-21T02:00:01.000Z',
  leaseEndsAt: '2026-11-21T02:16:00.000Z',
};
const active = { record: { job: 'nightly', fence: 4 }, expectedFence: 3 };

const done = (value: object): Answer => ({ status: 200, headers: {}, body: JSON.stringify(value) });
const refused = (code: string, more: object = {}, status = 400): Answer => ({
  status,
  headers: {},
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'no', ...more }),
});
const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

function tableThat(...answers: readonly (Answer | Error)[]) {
  const { host, ...told } = hostThatHears(...answers);
  return { ledger: dynamoLedger(signedTable(host), 'ledger'), ...told };
}

describe('the ledger’s table, signed by hand', () => {
  test('reads a record by a consistent GetItem at DynamoDB’s address in the Region', async () => {
    const { ledger, sent } = tableThat(done({ Item: slotItem(record) }));

    expect(await ledger.readSlot(record.job, record.slot)).toEqual(record);
    expect(sent).toMatchObject([
      {
        hostname: 'dynamodb.eu-central-1.amazonaws.com',
        headers: {
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          authorization: expect.stringContaining('/eu-central-1/dynamodb/aws4_request'),
        },
      },
    ]);
    expect(JSON.parse(String(sent[0]?.body))).toMatchObject({
      TableName: 'ledger',
      Key: { pk: { S: 'job#nightly' }, sk: { S: 'slot#2026-11-21T02:00:00Z' } },
      ConsistentRead: true,
    });
  });

  test('reads what a claim is decided by in one request, and by itself what the table was too busy for', async () => {
    const active = { job: 'nightly', fence: 4 };
    const control = {
      job: 'nightly',
      fence: 2,
      paused: { by: 'a', at: '2026-11-20T08:00:00Z', reason: 'r' },
    };
    const { ledger, sent } = tableThat(
      done({
        Responses: { ledger: [controlItem(control), slotItem(record)] },
        UnprocessedKeys: { ledger: { Keys: [keys.active('nightly')], ConsistentRead: true } },
      }),
      done({ Item: activeItem(active) }),
    );

    expect(await ledger.readView(record.job, record.slot)).toEqual({ slot: record, active, control });
    expect(sent.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.BatchGetItem',
      'DynamoDB_20120810.GetItem',
    ]);
    const [batch, alone] = sent.map(({ body }) => JSON.parse(String(body)));
    expect(batch.RequestItems.ledger).toMatchObject({ ConsistentRead: true, Keys: { length: 3 } });
    expect(alone).toMatchObject({ ConsistentRead: true, Key: keys.active('nightly') });
  });

  test('finds nothing of a slot that nobody began', async () => {
    const { ledger } = tableThat(done({ Responses: { ledger: [] }, UnprocessedKeys: {} }));

    expect(await ledger.readView(record.job, record.slot)).toEqual({});
  });

  test('says that there is no item', async () => {
    expect(await tableThat(done({})).ledger.readSlot(record.job, record.slot)).toBeUndefined();
  });

  test('tells who was faster, by a condition alone and by one in a transaction', async () => {
    const found = { ...record, requestId: 'r2' };
    const Item = slotItem(found);
    const alone = tableThat(refused('ConditionalCheckFailedException', { Item }));
    const reasons = [{ Code: 'ConditionalCheckFailed', Item }, { Code: 'None' }];
    const both = tableThat(refused('TransactionCanceledException', { CancellationReasons: reasons }));

    expect(await alone.ledger.writeSlot(record, 0)).toEqual({ kind: 'overtaken', found });
    expect(await both.ledger.writeSlot(record, 0, { active })).toEqual({ kind: 'overtaken', found });
  });

  test('looks again where others write at the same time', async () => {
    const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }];
    const { ledger } = tableThat(refused('TransactionCanceledException', { CancellationReasons: reasons }));

    expect(await ledger.writeSlot(record, 0, { active })).toEqual({ kind: 'moved' });
  });

  test.each([
    ['a throttle', refused('ProvisionedThroughputExceededException')],
    ['a failure of the service', refused('InternalServerError', {}, 500)],
    ['a lost connection', lost],
    ['an answer that is cut', { status: 200, headers: {}, body: '{"Item":' }],
  ])('tries again after %s, a transaction with the same token', async (_what, failure) => {
    const { ledger, sent, waits } = tableThat(failure, failure, done({}));

    expect(await ledger.writeSlot(record, 0, { active })).toEqual({ kind: 'written' });
    const tokens = sent.map(({ body }) => JSON.parse(String(body)).ClientRequestToken);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(tokens).size).toBe(1);
    expect(waits).toEqual([50, 100]);
  });

  test('gives up after four tries, naming the job and what became of the connection', async () => {
    const { ledger, sent } = tableThat(lost);

    await expect(ledger.readSlot(record.job, record.slot)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'NetworkError',
      message: 'cannot reach the ledger of job "nightly": read ECONNRESET',
    });
    expect(sent).toHaveLength(4);
  });

  test('does not ask again what it may not', async () => {
    const { ledger, sent } = tableThat(refused('AccessDeniedException'));

    await expect(ledger.readSlot(record.job, record.slot)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
    });
    expect(sent).toHaveLength(1);
  });
});
