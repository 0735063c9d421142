import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { MailFeedback } from '../tasks/mail-feedback.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';
import type { Item } from './ledger-items.ts';
import { toMailFeedback } from './mail-feedback.ts';
import type { Operator } from './operator.ts';
import { callAsOperator } from './operator-call.ts';
import { toOutboxRow } from './outbox-rows.ts';
import { queryRange } from './query-range.ts';

/** What an operator reads of reports, with the credentials of their shell. All calls throw ServiceError. */
export interface ReportReader extends Pick<Operator, 'readOutputs'> {
  /** The newest reports of a job, newest first. */
  readonly readReports: (query: ReportsQuery) => Promise<readonly OutboxRow[]>;
  /** What became of the mails of the slots from the first to the last, both included. */
  readonly readFeedback: (query: FeedbackQuery) => Promise<readonly MailFeedback[]>;
  /** The text of an object; NoSuchKey where its time is over. */
  readonly readObject: (address: { readonly bucket: string; readonly key: string }) => Promise<string>;
}

export interface ReportsQuery {
  readonly table: string;
  readonly job: string;
  readonly count: number;
  /** Only this slot's. */
  readonly slot?: string;
}

export interface FeedbackQuery {
  readonly table: string;
  readonly job: string;
  readonly first: string;
  readonly last: string;
}

/** The live reader. */
export function openReportReader(place: { readonly region?: string }): ReportReader {
  const dynamo = new DynamoDBClient(place);
  return {
    readOutputs: async (stackName) =>
      (await import('./operator-stacks.ts')).readStackOutputs(stackName, place),
    readReports: async ({ table, job, count, slot = '' }) => {
      const from = `outbox#${slot}`;
      const items = await query(dynamo, { table, job, first: from, last: `${from}~`, count });
      return items.map(toOutboxRow);
    },
    readFeedback: async ({ table, job, first, last }) => {
      const span = { first: `feedback#${first}`, last: `feedback#${last}~` };
      return (await query(dynamo, { table, job, ...span })).map(toMailFeedback);
    },
    readObject: (address) => readObject(place, address),
  };
}

interface Span {
  readonly table: string;
  readonly job: string;
  /** Sort keys, both included; the newest come first. */
  readonly first: string;
  readonly last: string;
  /** Default: all. */
  readonly count?: number;
}

function query(client: DynamoDBClient, span: Span): Promise<readonly Item[]> {
  const { table, job, first, last, count } = span;
  const message = `cannot read the reports of job "${job}" in the ledger`;
  const description = { service: 'dynamodb', operation: 'Query', message };
  const limit = count === undefined ? {} : { count };
  const range = { table, pk: `job#${job}`, from: first, to: last, newestFirst: true, ...limit };
  return queryRange(client, range, (page) => callAsOperator(page, description));
}

async function readObject(
  place: { readonly region?: string },
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<string> {
  const client = new S3Client({ ...place, forcePathStyle: true });
  const message = `cannot read "${key}" in the state bucket`;
  const { Body } = await callAsOperator(client.send(new GetObjectCommand({ Bucket: bucket, Key: key })), {
    service: 's3',
    operation: 'GetObject',
    message,
  });
  return (await Body?.transformToString()) ?? '';
}
