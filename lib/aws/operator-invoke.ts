import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionAnswer } from './operator.ts';
import { callAsOperator } from './operator-call.ts';
import type { OperatorPlace } from './operator-place.ts';

/**
 * Calls a function and waits for its answer. One try, for a second one would run the function again; and no limit of
 * our own on the wait, for the function has one.
 */
export async function invokeFunction(
  call: { readonly functionName: string; readonly event: unknown },
  place: OperatorPlace,
): Promise<FunctionAnswer> {
  const client = new LambdaClient({
    ...place,
    maxAttempts: 1,
    requestHandler: place.requestHandler ?? { requestTimeout: 0, connectionTimeout: 10_000 },
  });
  const { functionName, event } = call;
  const message = `cannot call the function "${functionName}"`;
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const answer = await callAsOperator(client.send(command), {
    service: 'lambda',
    operation: 'Invoke',
    message,
  });
  const payload = parse(answer.Payload);
  return answer.FunctionError === undefined ? { kind: 'answered', payload } : readBreakdown(payload);
}

function readBreakdown(payload: unknown): FunctionAnswer {
  const fields = new Map(Object.entries(typeof payload === 'object' && payload !== null ? payload : {}));
  const type: unknown = fields.get('errorType');
  const message: unknown = fields.get('errorMessage');
  return {
    kind: 'broke',
    type: typeof type === 'string' ? type : 'Unhandled',
    message: typeof message === 'string' ? (message.split('\n')[0] ?? '') : '',
  };
}

/** What is no JSON is no answer of ours. */
function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
