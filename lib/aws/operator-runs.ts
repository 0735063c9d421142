import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { RunRecord } from '../run/ledger.ts';
import { type Item, toRunRecord } from './ledger-items.ts';
import type { RunsQuery } from './operator.ts';
import { callAsOperator } from './operator-call.ts';

/** The newest ended attempts of a job, newest slot first, by as many pages as it takes. */
export async function readLedgerRuns(
  { table, job, count }: RunsQuery,
  place: { readonly region?: string },
): Promise<readonly RunRecord[]> {
  const client = new DynamoDBClient(place);
  const message = `cannot read the runs of job "${job}" in the ledger`;
  const runs: RunRecord[] = [];
  let from: Item | undefined;
  do {
    const query = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: `job#${job}` }, ':prefix': { S: 'run#' } },
      ScanIndexForward: false,
      Limit: count - runs.length,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await callAsOperator(client.send(query), {
      service: 'dynamodb',
      operation: 'Query',
      message,
    });
    runs.push(...(page.Items ?? []).map(toRunRecord));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && runs.length < count);
  return runs;
}
