import { ServiceError } from '../model/errors.ts';
import type { TokenSource } from '../run/providers/token-source.ts';
import type { FunctionAnswer, InvokeFunction } from './lambda-call.ts';

const call = { service: 'lambda', operation: 'Invoke' } as const;

/** Tokens of our own issuer: one function per environment, which mints for its own environment only. */
export function issuerTokenSource(invoke: InvokeFunction, functionName: string): TokenSource {
  return {
    kind: 'issuer',
    token: async (request) => {
      const message = `cannot get a token from the issuer "${functionName}"`;
      return readToken(
        await invoke({ functionName, payload: request, waitsFor: 'answer', message }),
        message,
      );
    },
  };
}

function readToken({ hasFailed, text }: FunctionAnswer, message: string): string {
  const payload = parsePayload(text);
  if (!hasFailed && typeof payload['token'] === 'string') return payload['token'];
  if (!hasFailed) {
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

function parsePayload(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
