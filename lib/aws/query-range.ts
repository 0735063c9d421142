import { type DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Item } from './ledger-items.ts';

export interface KeyRange {
  readonly table: string;
  readonly pk: string;
  /** Sort keys, both included. */
  readonly from: string;
  readonly to: string;
  /** As the rows are at this moment. Default: as they were a moment ago, at half the price. */
  readonly isConsistent?: boolean;
  /** Default: the oldest first. */
  readonly newestFirst?: boolean;
  /** At most so many. Default: all. */
  readonly count?: number;
}

/** Awaits one page in the caller's own words: what a refusal means is told by who asked. */
export type PageCall = (page: Promise<QueryCommandOutput>) => Promise<QueryCommandOutput>;

/** The rows of one key in a range of sort keys, by as many pages as it takes. Throws what `call` throws. */
export async function queryRange(
  client: DynamoDBClient,
  range: KeyRange,
  call: PageCall,
): Promise<readonly Item[]> {
  const { table, pk, from, to, isConsistent = false, newestFirst = false, count } = range;
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const command = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
      ScanIndexForward: !newestFirst,
      ConsistentRead: isConsistent,
      ...(count === undefined ? {} : { Limit: count - items.length }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await call(client.send(command));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && items.length < (count ?? Number.POSITIVE_INFINITY));
  return items;
}
