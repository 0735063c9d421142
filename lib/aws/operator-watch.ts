import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Incident } from '../run/watchdog/job-watch.ts';
import { callAsOperator } from './operator-call.ts';
import { dynamoWatchRows } from './watchdog/watch-rows.ts';

/** What the watchdog has found wrong with any job and is not over, with the operator's own credentials. */
export async function readOpenIncidents(
  table: string,
  place: { readonly region?: string },
): Promise<readonly Incident[]> {
  const call = { service: 'dynamodb', operation: 'Query', message: 'cannot read what the watchdog found' };
  const watches = await callAsOperator(dynamoWatchRows(new DynamoDBClient(place), table).readWatches(), call);
  return watches.flatMap(({ open }) => open);
}
