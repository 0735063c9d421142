import type { AwsSession } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import type { Continuation } from '../run/continuation.ts';
import { callJson, type JsonCallPorts } from './sts-signed-call.ts';

interface SlicesStart {
  readonly stateMachine: string | undefined;
  readonly event: unknown;
  readonly slices: NonNullable<Continuation['slices']>;
}

/** Starts the job's state machine on a manifest of slices; it delivers the event when they are done. Throws ServiceError. */
export async function startSlices(
  { stateMachine, event, slices: { name, manifestKey } }: SlicesStart,
  { session, ...ports }: JsonCallPorts & { readonly session: AwsSession },
): Promise<void> {
  const message = `cannot start the slices of "${manifestKey}"`;
  if (stateMachine === undefined) {
    const text = `${message}: the function knows no state machine; deploy the app anew`;
    throw new ServiceError({
      code: 'NoStateMachine',
      service: 'states',
      operation: 'StartExecution',
      message: text,
    });
  }
  const input = {
    stateMachineArn: stateMachine,
    name,
    input: JSON.stringify({ manifestKey, continuation: event }),
  };
  const call = {
    session,
    service: 'states',
    target: 'AWSStepFunctions.StartExecution',
    version: '1.0',
    input,
    message,
  } as const;
  await callJson(call, ports);
}
