import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, QueuedMessage } from '../run/operations/dead-letters.ts';
import { callAsOperator } from './operator-call.ts';

/** So long nobody else receives a message that is looked at here: a redrive waits for the runs. */
const LOOK_SECONDS = 3_600;
/** A queue of standard type answers empty now and then though it is not. */
const EMPTY_ANSWERS = 3;

/** The app's dead-letter queue with the operator's own credentials. */
export function openDeadLetterQueue(queueUrl: string, place: { readonly region?: string }): DeadLetterQueue {
  // The place says where to ask; a queue's address may name another host of the same service, of which the SDK warns.
  const client = new SQSClient({ ...place, useQueueUrlAsEndpoint: false });
  const message = 'cannot reach the dead letters';
  const call = <T>(sent: Promise<T>, operation: string) =>
    callAsOperator(sent, { service: 'sqs', operation, message });
  const receive = async () => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: LOOK_SECONDS,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    return (await call(client.send(command), 'ReceiveMessage')).Messages ?? [];
  };
  return {
    count: async () => {
      const names: QueueAttributeName[] = [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
      ];
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names });
      const { Attributes = {} } = await call(client.send(command), 'GetQueueAttributes');
      return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
    receiveAll: async () => {
      const messages = new Map<string, QueuedMessage>();
      for (let empty = 0; empty < EMPTY_ANSWERS; ) {
        const found = await receive();
        empty = found.length === 0 ? empty + 1 : 0;
        for (const one of found.map(toQueuedMessage)) messages.set(one.id, one);
      }
      return [...messages.values()];
    },
    remove: async ({ handle }) => {
      const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handle });
      await call(client.send(command), 'DeleteMessage');
    },
    release: async (messages) => {
      for (const { handle } of messages) {
        const fields = { QueueUrl: queueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 };
        await call(client.send(new ChangeMessageVisibilityCommand(fields)), 'ChangeMessageVisibility');
      }
    },
  };
}

function toQueuedMessage(message: Message): QueuedMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', MessageAttributes = {}, Attributes = {} } = message;
  const sentMs = Number(Attributes.SentTimestamp ?? 0);
  return {
    id: MessageId,
    handle: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
    sentAt: new Date(sentMs).toISOString(),
  };
}
