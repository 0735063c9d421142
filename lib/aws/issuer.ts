import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceError } from '../model/errors.ts';
import type { TokenSource } from '../run/providers/token-source.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

const call = { service: 'lambda', operation: 'Invoke' } as const;

/** A Lambda client; what a session leaves out, Region or credentials, is the host's own. */
export function openLambda(session: Partial<AwsSession> = {}): LambdaClient {
  return new LambdaClient(session);
}

/** Tokens of our own issuer: one function per environment, which mints for its own environment only. */
export function issuerTokenSource(client: LambdaClient, functionName: string): TokenSource {
  return {
    kind: 'issuer',
    token: async (request) => {
      const message = `cannot get a token from the issuer "${functionName}"`;
      const command = new InvokeCommand({
        FunctionName: functionName,
        Payload: JSON.stringify(request),
      });
      const answer = await callService(client.send(command), { ...call, message });
      return readToken(answer, message);
    },
  };
}

function readToken(answer: InvokeCommandOutput, message: string): string {
  const payload = parsePayload(answer.Payload);
  if (answer.FunctionError === undefined && typeof payload['token'] === 'string') return payload['token'];
  if (answer.FunctionError === undefined) {
    throw new ServiceError({ ...call, code: 'IssuerAnswer', message: `${message}: the answer holds none` });
  }
  const reason = typeof payload['errorMessage'] === 'string' ? payload['errorMessage'].split('\n')[0] : '';
  const type = payload['errorType'];
  throw new ServiceError({
    ...call,
    code: type === 'TokenRequestRefused' ? type : 'IssuerFailed',
    message: reason === '' ? message : `${message}: ${reason}`,
  });
}

function parsePayload(payload: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
