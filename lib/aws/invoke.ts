import { InvocationType, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { callService } from './service-error.ts';

/** Asks Lambda to run a function with an event, once it can; its answer is nobody's. Throws ServiceError. */
export async function invokeWithoutWaiting(
  client: LambdaClient,
  functionArn: string,
  event: unknown,
): Promise<void> {
  const command = new InvokeCommand({
    FunctionName: functionArn,
    InvocationType: InvocationType.Event,
    Payload: JSON.stringify(event),
  });
  const message = `cannot invoke the function "${functionArn.split(':')[6] ?? functionArn}" to go on`;
  await callService(client.send(command), { service: 'lambda', operation: 'Invoke', message });
}
