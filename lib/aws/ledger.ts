import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Ledger, LedgerWrite, RunRecord, SlotRecord } from '../run/ledger.ts';
import { formatSlotDay } from '../run/ledger.ts';
import { callService, toServiceError } from './service-error.ts';

type Item = Record<string, AttributeValue>;

/** The ledger in its DynamoDB table, by item calls only. */
export function dynamoLedger(client: DynamoDBClient, tableName: string): Ledger {
  const describe = (operation: string, job: string) =>
    ({ service: 'DynamoDB', operation, message: `cannot reach the ledger of job "${job}"` }) as const;
  return {
    readSlot: async (job, slot) => {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: slotKey(job, slot),
        ConsistentRead: true,
      });
      const { Item } = await callService(client.send(command), describe('GetItem', job));
      return Item === undefined ? undefined : toSlotRecord(Item);
    },
    writeSlot: async (record, expectedFence, run) => {
      const put = slotPut(tableName, record, expectedFence);
      try {
        if (run === undefined) await client.send(new PutItemCommand(put));
        else {
          const items = [{ Put: put }, { Put: { TableName: tableName, Item: runItem(run) } }];
          await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
        }
        return { kind: 'written' };
      } catch (error) {
        const overtaken = readOvertaken(error);
        if (overtaken !== undefined) return overtaken;
        throw toServiceError(
          error,
          describe(run === undefined ? 'PutItem' : 'TransactWriteItems', record.job),
        );
      }
    },
  };
}

function slotKey(job: string, slot: string): Item {
  return { pk: { S: `job#${job}` }, sk: { S: `slot#${slot}` } };
}

function slotPut(tableName: string, record: SlotRecord, expectedFence: number) {
  const fresh = expectedFence === 0;
  return {
    TableName: tableName,
    Item: {
      ...slotKey(record.job, record.slot),
      day: { S: formatSlotDay(record.slot) },
      at: { S: `${record.slot}#${record.job}` },
      ...marshall(record, { removeUndefinedValues: true }),
    },
    ConditionExpression: fresh ? 'attribute_not_exists(pk)' : 'fence = :fence',
    ...(fresh ? {} : { ExpressionAttributeValues: { ':fence': { N: String(expectedFence) } } }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}

function runItem(run: RunRecord): Item {
  return {
    pk: { S: `job#${run.job}` },
    sk: { S: `run#${run.slot}#${String(run.attempt).padStart(3, '0')}` },
    ...marshall(run, { removeUndefinedValues: true }),
  };
}

/** A failed condition is an answer, not an error: the item that stands there comes back with it. */
function readOvertaken(error: unknown): LedgerWrite | undefined {
  if (error instanceof ConditionalCheckFailedException) return overtakenBy(error.Item);
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reason = error.CancellationReasons?.find(({ Code }) => Code === 'ConditionalCheckFailed');
  return reason === undefined ? undefined : overtakenBy(reason.Item);
}

function overtakenBy(item: Item | undefined): LedgerWrite {
  return { kind: 'overtaken', found: item === undefined ? undefined : toSlotRecord(item) };
}

/** The only writer of these items is `slotPut` above, so the fields are what a SlotRecord holds. */
function toSlotRecord(item: Item): SlotRecord {
  const { job, slot, state, attempt, fence, requestId, claimedAt, leaseEndsAt, ...rest } = unmarshall(item);
  const { pk: _pk, sk: _sk, day: _day, at: _at, ...optional } = rest;
  return { job, slot, state, attempt, fence, requestId, claimedAt, leaseEndsAt, ...optional };
}
