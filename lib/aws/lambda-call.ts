import { ServiceError } from '../model/errors.ts';
import { toS3Error } from './s3/errors.ts';
import type { Answer } from './s3/http-exchange.ts';
import { type Asked, askPatiently, type SignedHost, sendSigned } from './signed-exchange.ts';

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
const BASE_DELAY_MS = 200;

/**
 * Lambda's Invoke, signed by hand: a function makes no other call of Lambda's, and the SDK's client would be an eighth of
 * its bundle. Throttles and failures of the service are tried again, three times in all.
 */
export function signedLambda(host: SignedHost): InvokeFunction {
  const patience = { maxAttempts: MAX_ATTEMPTS, baseDelayMs: BASE_DELAY_MS, sleep: host.sleep };
  return (call) => askPatiently(() => invokeOnce(call, host), patience);
}

async function invokeOnce(call: FunctionCall, host: SignedHost): Promise<Asked<FunctionAnswer>> {
  const { functionName, payload, waitsFor, message } = call;
  const type = waitsFor === 'answer' ? 'RequestResponse' : 'Event';
  const wire = {
    service: 'lambda',
    method: 'POST',
    path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': type },
    body: JSON.stringify(payload),
  } as const;
  try {
    return readAnswer(await sendSigned(wire, host), message);
  } catch (error) {
    const lost = toS3Error(error, { operation: 'Invoke', message });
    return { kind: 'refused', error: lost, mayPass: isWorthAnother(lost) };
  }
}

function readAnswer(answer: Answer, message: string): Asked<FunctionAnswer> {
  const { status, headers, body } = answer;
  if (status < 300) {
    const value = { hasFailed: headers['x-amz-function-error'] !== undefined, text: body };
    return { kind: 'answered', value };
  }
  const error = refusal(answer, message);
  return { kind: 'refused', error, mayPass: isWorthAnother(error) };
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
