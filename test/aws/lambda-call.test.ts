import { describe, expect, test } from '@jest/globals';
import { signedLambda } from '../../lib/aws/lambda-call.ts';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { hostThatHears } from '../fakes/signed-host.ts';

const call = {
  functionName: 'issuer',
  payload: { a: 1 },
  waitsFor: 'answer',
  message: 'cannot ask',
} as const;
const answered: Answer = { status: 200, headers: {}, body: '{"token":"t"}' };

function lambdaThat(...answers: readonly (Answer | Error)[]) {
  const { host, ...told } = hostThatHears(...answers);
  return { invoke: signedLambda(host), ...told };
}

describe('a function called with a signature of our own', () => {
  test('gets its payload at Lambda’s address in the Region, and its answer is the text', async () => {
    const { invoke, sent } = lambdaThat(answered);

    expect(await invoke(call)).toEqual({ hasFailed: false, text: '{"token":"t"}' });
    expect(sent).toMatchObject([
      {
        hostname: 'lambda.eu-central-1.amazonaws.com',
        target: '/2015-03-31/functions/issuer/invocations',
        body: '{"a":1}',
        headers: {
          'x-amz-invocation-type': 'RequestResponse',
          authorization: expect.stringContaining('/eu-central-1/lambda/aws4_request'),
        },
      },
    ]);
  });

  test('tells a function that failed from one that Lambda refuses', async () => {
    const failed = { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{}' };
    const refused = {
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedException:http://x' },
      body: '{"Message":"not authorized"}',
    };

    expect(await lambdaThat(failed).invoke(call)).toMatchObject({ hasFailed: true });
    await expect(lambdaThat(refused).invoke(call)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'cannot ask: not authorized',
      status: 403,
    });
  });

  test('is tried three times where Lambda throttles or the connection breaks, and no more', async () => {
    const throttled = {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: '{}',
    };
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const mended = lambdaThat(throttled, reset, answered);

    expect(await mended.invoke({ ...call, waitsFor: 'nothing' })).toMatchObject({ hasFailed: false });
    expect(mended.waits).toEqual([200, 400]);
    await expect(lambdaThat(throttled).invoke(call)).rejects.toMatchObject({
      code: 'TooManyRequestsException',
    });
  });
});
