import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { OperatorLedger } from '../run/operations/ports.ts';
import { dynamoLedger } from './ledger.ts';
import {
  actionItem,
  cancelItem,
  controlItem,
  fencedPut,
  type Item,
  keys,
  toActionRecord,
  toControlRecord,
  toRunRecord,
  toSlotRecord,
} from './ledger-items.ts';
import { callAsOperator } from './operator-call.ts';
import { queryRange } from './query-range.ts';
import { sdkTable } from './table-sdk.ts';

/** The ledger with the operator's own credentials. */
export function openOperatorLedger(table: string, place: { readonly region?: string }): OperatorLedger {
  const client = new DynamoDBClient(place);
  const { readSlot, writeSlot } = dynamoLedger(sdkTable(client), table);
  const query = queryOf(client, table);
  const put = async (Item: Item, job: string) => {
    const sent = client.send(new PutItemCommand({ TableName: table, Item }));
    await callAsOperator(sent, describe('PutItem', job));
  };
  return {
    readSlot,
    writeSlot,
    readControl: async (job) => {
      const command = new GetItemCommand({ TableName: table, Key: keys.control(job), ConsistentRead: true });
      const { Item } = await callAsOperator(client.send(command), describe('GetItem', job));
      return Item === undefined ? undefined : toControlRecord(Item);
    },
    writeControl: async (record, expectedFence) => {
      const write = new PutItemCommand(fencedPut(table, controlItem(record), expectedFence));
      try {
        await client.send(write);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        return callAsOperator(Promise.reject(error), describe('PutItem', record.job));
      }
    },
    readSlots: async ({ job, from, to }) =>
      (await query({ job, from: `slot#${from}`, to: `slot#${to}` })).map(toSlotRecord),
    readNewestSlots: async ({ job, from = '', before = '~', count }) => {
      // A range holds both its ends: one more is asked for, in case the end itself is among them.
      const range = { job, from: `slot#${from}`, to: `slot#${before}`, newest: count + 1 };
      const slots = (await query(range)).map(toSlotRecord);
      return slots.filter(({ slot }) => slot !== before).slice(0, count);
    },
    readAttempts: async (job, slot) =>
      (await query({ job, from: `run#${slot}#`, to: `run#${slot}#~` })).map(toRunRecord),
    writeCancel: (record) => put(cancelItem(record), record.job),
    writeAction: (record) => put(actionItem(record), record.job),
    readActions: async (job, count) =>
      (await query({ job, from: 'action#', to: 'action#~', newest: count })).map(toActionRecord),
  };
}

function describe(operation: string, job: string) {
  return { service: 'dynamodb', operation, message: `cannot reach the ledger of job "${job}"` };
}

interface JobRange {
  readonly job: string;
  readonly from: string;
  readonly to: string;
  /** Only so many, the newest first. Default: all, the oldest first. */
  readonly newest?: number;
}

function queryOf(client: DynamoDBClient, table: string) {
  return ({ job, from, to, newest }: JobRange): Promise<readonly Item[]> => {
    const order = newest === undefined ? {} : { newestFirst: true, count: newest };
    const range = { table, pk: `job#${job}`, from, to, isConsistent: true, ...order };
    return queryRange(client, range, (page) => callAsOperator(page, describe('Query', job)));
  };
}
