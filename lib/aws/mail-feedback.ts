import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Notice } from '../tasks/app-ports.ts';
import type { MailFeedback } from '../tasks/mail-feedback.ts';
import { callService } from './service-error.ts';
import { publishNotice } from './topic.ts';

export interface FeedbackHost {
  readonly client: DynamoDBClient;
  /** Name of the ledger's table. */
  readonly ledger: string;
  /** Tells the app's topic. */
  readonly publish: (notice: Notice) => Promise<void>;
}

/** The live host. */
export function openFeedbackHost({
  ledger,
  topic,
}: {
  readonly ledger: string;
  readonly topic: string;
}): FeedbackHost {
  const publish = (notice: Notice) => publishNotice(topic, notice);
  return { client: new DynamoDBClient({}), ledger, publish };
}

/** What came of a piece of feedback: written down, known already, or about no report in the ledger. */
export type FeedbackEffect = 'recorded' | 'known' | 'foreign';

/**
 * Writes what became of a mail beside its report's row, once however often it is delivered, and tells the topic where people
 * must hear of it. The topic comes first: a crash in between tells it once more. Throws ServiceError.
 */
export async function recordFeedback(feedback: MailFeedback, host: FeedbackHost): Promise<FeedbackEffect> {
  const { job, slot } = feedback;
  const pk = { S: `job#${job}` };
  // Tags are whatever the sender of a mail wrote: only what the ledger knows as sent is believed.
  if ((await readItem({ pk, sk: { S: `outbox#${slot}` } }, job, host)) === undefined) return 'foreign';
  const key = { pk, sk: { S: feedbackKey(feedback) } };
  if ((await readItem(key, job, host)) !== undefined) return 'known';
  if (feedback.isAlarming) await host.publish(noticeOf(feedback));
  const put = new PutItemCommand({ TableName: host.ledger, Item: { ...key, ...marshall(feedback) } });
  await callService(host.client.send(put), describe('PutItem', job));
  return 'recorded';
}

/** The sort key of what became of a mail; equal for the same news told twice. */
function feedbackKey({ slot, messageId, kind, recipients, at }: MailFeedback): string {
  const digest = createHash('sha256')
    .update([...recipients, at].join('\n'))
    .digest('hex')
    .slice(0, 16);
  return `feedback#${slot}#${messageId}#${kind}#${digest}`;
}

/** The only writer of these items is `recordFeedback`, so the fields are what a MailFeedback holds. */
export function toMailFeedback(item: Record<string, AttributeValue>): MailFeedback {
  const { job, slot, messageId, kind, recipients, at, detail, isAlarming } = unmarshall(item);
  return { job, slot, messageId, kind, recipients, at, detail, isAlarming };
}

function noticeOf({ job, slot, kind, recipients, detail }: MailFeedback): Notice {
  const what = {
    bounced: 'bounced',
    complained: 'was complained about',
    rejected: 'was rejected by SES',
    delivered: 'was delivered',
    delayed: 'is delayed',
  }[kind];
  return {
    subject: `Nightshift: the mail of report ${job} ${what}`,
    text: [
      `The mail of job "${job}" for ${slot} ${what}: ${recipients.join(', ')}`,
      detail,
      '',
      `The report: nightshift report open ${job} --slot ${slot}`,
      'What to do: docs/reports.md, "Bounces and complaints"',
    ].join('\n'),
  };
}

async function readItem(key: Record<string, AttributeValue>, job: string, { client, ledger }: FeedbackHost) {
  const get = new GetItemCommand({ TableName: ledger, Key: key, ConsistentRead: true });
  const { Item } = await callService(client.send(get), describe('GetItem', job));
  return Item;
}

function describe(operation: string, job: string) {
  return { service: 'DynamoDB', operation, message: `cannot reach the ledger of job "${job}"` } as const;
}
