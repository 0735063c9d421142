import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { NotifyPorts } from '../../run/notify/notify-event.ts';
import { callService, toServiceError } from '../service-error.ts';

/** Whoever has claimed a message sends it within this time, or is dead. */
const LEASE_MS = 60_000;
/** After so long no delivery of the same event comes any more. */
const KEPT_MS = 30 * 24 * 3_600_000;
const KEY = 'notice';

/** The record of what was sent, in rows of the ledger that only the notify function writes. */
export function dynamoNoticeRows(
  client: DynamoDBClient,
  { table, now }: { readonly table: string; readonly now: () => Date },
): Pick<NotifyPorts, 'claim' | 'markSent'> {
  const call = { service: 'dynamodb', operation: 'PutItem', message: 'cannot record a message' } as const;
  const itemOf = (id: string) => ({
    pk: { S: KEY },
    sk: { S: `notice#${id}` },
    expiresAt: { N: String(Math.floor((now().getTime() + KEPT_MS) / 1000)) },
  });
  return {
    claim: async (id) => {
      const lease = { S: new Date(now().getTime() + LEASE_MS).toISOString() };
      const command = new PutItemCommand({
        TableName: table,
        Item: { ...itemOf(id), leaseEndsAt: lease },
        ConditionExpression: 'attribute_not_exists(pk) OR leaseEndsAt < :now',
        ExpressionAttributeValues: { ':now': { S: now().toISOString() } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(command);
        return 'taken';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw toServiceError(error, call);
        return error.Item?.['sentAt'] === undefined ? 'busy' : 'sent';
      }
    },
    // Without a lease the condition of a claim never holds again.
    markSent: async (id) => {
      const Item = { ...itemOf(id), sentAt: { S: now().toISOString() } };
      await callService(client.send(new PutItemCommand({ TableName: table, Item })), call);
    },
  };
}
