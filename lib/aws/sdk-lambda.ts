import { InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { InvokeFunction } from './lambda-call.ts';
import { callService } from './service-error.ts';

/**
 * Lambda's Invoke through the SDK, which knows profiles and single sign-on: for commands on somebody's machine, and where
 * a quick start is not what matters.
 */
export function openSdkLambda(place: { readonly region: string }): InvokeFunction {
  const client = new LambdaClient(place);
  return async ({ functionName, payload, waitsFor, message }) => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify(payload),
      InvocationType: waitsFor === 'answer' ? InvocationType.RequestResponse : InvocationType.Event,
    });
    const answer = await callService(client.send(command), {
      service: 'lambda',
      operation: 'Invoke',
      message,
    });
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    return { hasFailed: answer.FunctionError !== undefined, text };
  };
}
