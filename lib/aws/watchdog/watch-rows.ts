import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Incident, JobWatch } from '../../run/watchdog/job-watch.ts';
import type { WatchdogPorts } from '../../run/watchdog/watch-jobs.ts';
import { type Item, toSlotRecord } from '../ledger-items.ts';
import { queryRange } from '../query-range.ts';
import { callService, toServiceError } from '../service-error.ts';

/** The watchdog's own rows: out of reach of the jobs' roles, which have nothing but their own key. */
const WATCH_KEY = 'watch';
const WATCH_PREFIX = 'job#';
const INCIDENT_PREFIX = 'incident#';

/** The ledger as the watchdog reads and writes it: queries of one key each, and one transaction for each job. */
export function dynamoWatchRows(
  client: DynamoDBClient,
  table: string,
): Pick<WatchdogPorts, 'readWatches' | 'readSlots' | 'write'> {
  const query = (message: string) => (pk: string, from: string, to: string) => {
    const description = { service: 'dynamodb', operation: 'Query', message };
    const range = { table, pk, from, to, isConsistent: true };
    return queryRange(client, range, (page) => callService(page, description));
  };
  return {
    readWatches: async () => {
      const items = await query('cannot read what the watchdog remembers')(
        WATCH_KEY,
        WATCH_PREFIX,
        `${WATCH_PREFIX}\uffff`,
      );
      return items.map((item): JobWatch => JSON.parse(item['watch']?.S ?? ''));
    },
    readSlots: async (job, from, to = '\uffff') => {
      const read = query(`cannot read the slots of job "${job}"`);
      return (await read(`job#${job}`, `slot#${from}`, `slot#${to}`)).map(toSlotRecord);
    },
    write: (watch, incidents) => write(client, { table, watch, incidents }),
  };
}

interface WatchWrite {
  readonly table: string;
  readonly watch: JobWatch;
  readonly incidents: readonly Incident[];
}

async function write(client: DynamoDBClient, { table, watch, incidents }: WatchWrite): Promise<boolean> {
  const command = new TransactWriteItemsCommand({
    TransactItems: [
      { Put: watchPut(table, watch) },
      ...incidents.map((incident) => ({ Put: { TableName: table, Item: incidentItem(incident) } })),
    ],
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    const message = `cannot write what was seen of job "${watch.job}"`;
    throw toServiceError(error, { service: 'dynamodb', operation: 'TransactWriteItems', message });
  }
}

function watchPut(table: string, watch: JobWatch) {
  const isNew = watch.version === 1;
  return {
    TableName: table,
    Item: {
      pk: { S: WATCH_KEY },
      sk: { S: `${WATCH_PREFIX}${watch.job}` },
      version: { N: String(watch.version) },
      watch: { S: JSON.stringify(watch) },
    },
    ConditionExpression: isNew ? 'attribute_not_exists(pk)' : 'version = :before',
    ...(isNew ? {} : { ExpressionAttributeValues: { ':before': { N: String(watch.version - 1) } } }),
  };
}

/** Sorted by time, over all jobs. */
function incidentItem(incident: Incident): Item {
  const { openedAt, job, kind, slot } = incident;
  return {
    pk: { S: WATCH_KEY },
    sk: { S: `${INCIDENT_PREFIX}${openedAt}#${job}#${kind}#${slot}` },
    ...marshall(incident, { removeUndefinedValues: true }),
  };
}

function isOvertaken(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed')
  );
}
