import { ServiceError } from '../model/errors.ts';
import { toS3Error } from './s3/errors.ts';
import type { Answer } from './s3/http-exchange.ts';
import { type SignedHost, sendSigned } from './signed-exchange.ts';

/** A call of another function, or of our own. */
export interface FunctionCall {
  /** Its name, without a Region or an account. */
  readonly functionName: string;
  readonly payload: unknown;
  /** `answer`: waits for it. `nothing`: Lambda runs the function when it can. */
  readonly waitsFor: 'answer' | 'nothing';
  /** What could not be done, naming the thing. */
  readonly message: string;
}

export interface FunctionAnswer {
  readonly hasFailed: boolean;
  /** As the function wrote it; JSON where it is one of ours. */
  readonly text: string;
}

/** Invokes a function; throws ServiceError where Lambda refuses. */
export type InvokeFunction = (call: FunctionCall) => Promise<FunctionAnswer>;

const MAX_ATTEMPTS = 3;
const BASE_DELAY_MS = 100;

/**
 * Lambda's Invoke, signed by hand: a function makes no other call of Lambda's, and the SDK's client would be an eighth of
 * its bundle. Throttles and failures of the service are tried again, three times in all.
 */
export function signedLambda(lambda: SignedHost): InvokeFunction {
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await invokeOnce(call, lambda);
      } catch (error) {
        if (!isWorthAnother(error) || attempt === MAX_ATTEMPTS) throw error;
        await lambda.sleep(BASE_DELAY_MS * 2 ** attempt);
      }
    }
  };
}

async function invokeOnce(call: FunctionCall, host: SignedHost): Promise<FunctionAnswer> {
  const { functionName, payload, waitsFor, message } = call;
  const type = waitsFor === 'answer' ? 'RequestResponse' : 'Event';
  const wire = {
    service: 'lambda',
    method: 'POST',
    path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': type },
    body: JSON.stringify(payload),
  } as const;
  const answer = await sendSigned(wire, host).catch((error: unknown) => {
    throw toS3Error(error, { operation: 'Invoke', message });
  });
  if (answer.status < 300)
    return { hasFailed: answer.headers['x-amz-function-error'] !== undefined, text: answer.body };
  throw refusal(answer, message);
}

function refusal({ status, headers, body }: Answer, message: string): ServiceError {
  const [code = ''] = String(headers['x-amzn-errortype'] ?? '').split(':');
  const [, text] = /"[Mm]essage"\s*:\s*"([^"\\]*)/.exec(body) ?? [];
  return new ServiceError({
    service: 'lambda',
    operation: 'Invoke',
    status,
    code: code === '' ? `HTTP ${status}` : code,
    message: text === undefined ? message : `${message}: ${text}`,
  });
}

function isWorthAnother(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return error.code === 'NetworkError' || error.status === 429 || (error.status ?? 0) >= 500;
}
