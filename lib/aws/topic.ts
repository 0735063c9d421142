import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ServiceError } from '../model/errors.ts';
import type { Notice } from '../tasks/app-ports.ts';
import { callService } from './service-error.ts';

/** SNS takes subjects of fewer than 100 characters, printable ASCII, and not a space first. */
const MAX_SUBJECT = 99;
/** SNS takes messages of 256 KiB; nobody reads that much in an alarm. */
const MAX_TEXT = 20_000;

const call = {
  service: 'sns',
  operation: 'Publish',
  message: "cannot publish to the app's topic",
} as const;

/**
 * Publishes to a topic, the app's unless another is meant; `to` is what subscriptions filter by. Throws ServiceError: `NoTopic`
 * where the function was not given one.
 */
export async function publishNotice(
  topic: string | undefined,
  notice: Notice & { readonly to?: readonly string[] },
): Promise<void> {
  if (topic === undefined) throw new ServiceError({ ...call, code: 'NoTopic' });
  const command = new PublishCommand({
    TopicArn: topic,
    Subject: subjectOf(notice.subject),
    Message: notice.text.slice(0, MAX_TEXT),
    ...(notice.to === undefined
      ? {}
      : {
          MessageAttributes: {
            to: { DataType: 'String.Array', StringValue: JSON.stringify(notice.to) },
          },
        }),
  });
  await callService(new SNSClient({}).send(command), call);
}

function subjectOf(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  const short = plain.length > MAX_SUBJECT ? `${plain.slice(0, MAX_SUBJECT - 3)}...` : plain;
  return short === '' ? 'Nightshift' : short;
}
