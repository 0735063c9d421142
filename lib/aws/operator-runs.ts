import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RunRecord } from '../run/ledger.ts';
import { toRunRecord } from './ledger-items.ts';
import type { RunsQuery } from './operator.ts';
import { callAsOperator } from './operator-call.ts';
import { queryRange } from './query-range.ts';

/** The newest ended attempts of a job, newest slot first, by as many pages as it takes. */
export async function readLedgerRuns(
  { table, job, count }: RunsQuery,
  place: { readonly region?: string },
): Promise<readonly RunRecord[]> {
  const message = `cannot read the runs of job "${job}" in the ledger`;
  const description = { service: 'dynamodb', operation: 'Query', message };
  const range = { table, pk: `job#${job}`, from: 'run#', to: 'run#~', newestFirst: true, count };
  const client = new DynamoDBClient(place);
  const items = await queryRange(client, range, (page) => callAsOperator(page, description));
  return items.map(toRunRecord);
}
