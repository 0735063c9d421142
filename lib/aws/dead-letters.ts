import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from '../model/outcome.ts';
import { callService } from './service-error.ts';

export interface DeadLetter {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionArn: string;
  readonly outcome: Outcome;
  readonly now: Date;
}

/**
 * Puts an event among the dead letters at once, in the shape that Lambda's own OnFailure destination uses
 * (Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"), so that both are read alike.
 */
export async function sendDeadLetter(queueUrl: string, letter: DeadLetter): Promise<void> {
  const { outcome } = letter;
  const body = {
    version: '1.0',
    timestamp: letter.now.toISOString(),
    requestContext: {
      requestId: letter.requestId,
      functionArn: letter.functionArn,
      condition: 'PermanentFailure',
    },
    requestPayload: letter.event,
    responseContext: { statusCode: 200 },
    responsePayload: { errorType: outcome.code, errorMessage: outcome.reason, advice: outcome.advice },
  };
  await callService(
    new SQSClient({}).send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) })),
    { service: 'SQS', operation: 'SendMessage', message: 'cannot put the event among the dead letters' },
  );
}
