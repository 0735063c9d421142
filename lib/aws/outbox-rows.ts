import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OutboxRows } from '../tasks/app-ports.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';
import { callService, toServiceError } from './service-error.ts';
import { type TableCalls, tableRefusal } from './table-calls.ts';

interface OutboxTable {
  readonly table: TableCalls;
  /** Name of the ledger's table. */
  readonly ledger: string;
  readonly jobName: string;
}

/**
 * The outbox of a job in the ledger, sort keys `outbox#<id>`, as one invocation sees it: a row is read once, since a write
 * names the version that was seen and is refused where others have written.
 */
export function dynamoOutboxRows({ table, ledger, jobName }: OutboxTable): OutboxRows {
  const key = (id: string) => ({ pk: { S: `job#${jobName}` }, sk: { S: `outbox#${id}` } });
  const describe = (operation: string) =>
    ({ service: 'DynamoDB', operation, message: `cannot reach the outbox of job "${jobName}"` }) as const;
  const seen = new Map<string, OutboxRow | undefined>();
  return {
    read: async (id) => {
      if (seen.has(id)) return seen.get(id);
      const asked = table.getItem({ TableName: ledger, Key: key(id), ConsistentRead: true });
      const { Item } = await callService(asked, describe('GetItem'));
      const row = Item === undefined ? undefined : toOutboxRow(Item);
      seen.set(id, row);
      return row;
    },
    write: async (row, expectedVersion) => {
      const fresh = expectedVersion === 0;
      const put = {
        TableName: ledger,
        Item: { ...key(row.id), ...marshall(row, { removeUndefinedValues: true }) },
        ConditionExpression: fresh ? 'attribute_not_exists(pk)' : 'version = :version',
        ...(fresh ? {} : { ExpressionAttributeValues: { ':version': { N: String(expectedVersion) } } }),
      };
      try {
        await table.putItem(put);
        seen.set(row.id, row);
        return 'written';
      } catch (error) {
        if (tableRefusal(error)?.name === 'ConditionalCheckFailedException') return 'overtaken';
        throw toServiceError(error, describe('PutItem'));
      }
    },
  };
}

/** The only writer of these items is `write` above, so the fields are what an OutboxRow holds. */
export function toOutboxRow(item: Record<string, AttributeValue>): OutboxRow {
  const { pk: _pk, sk: _sk, job, id, version, state, subject, ...rest } = unmarshall(item);
  const { mailKey, pageKey, to, refused, isLean, tries, unconfirmed, told, ...others } = rest;
  const { storedAt, changedAt, ...optional } = others;
  return {
    ...{ job, id, version, state, subject, mailKey, pageKey, to, refused, isLean, tries, unconfirmed, told },
    ...{ storedAt, changedAt, ...optional },
  };
}
