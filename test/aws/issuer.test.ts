import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { issuerTokenSource } from '../../lib/aws/issuer.ts';
import { openSdkLambda } from '../../lib/aws/sdk-lambda.ts';

const lambda = mockClient(LambdaClient);
const source = issuerTokenSource(openSdkLambda({ region: 'eu-central-1' }), 'nightshift-issue-ops-backup');

function payload(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

beforeEach(() => {
  lambda.reset();
});

describe('issuerTokenSource', () => {
  test('passes the names on and returns the token', async () => {
    lambda.on(InvokeCommand).callsFake(() => ({ Payload: payload({ token: 'a.b.c', expiresAt: 'later' }) }));

    const token = await source.token({ subjectAttributes: ['pulumi.user.login'] });

    expect(token).toBe('a.b.c');
    const { FunctionName, Payload } = lambda.commandCalls(InvokeCommand)[0]?.args[0].input ?? {};
    expect(FunctionName).toBe('nightshift-issue-ops-backup');
    expect(JSON.parse(String(Payload))).toEqual({
      subjectAttributes: ['pulumi.user.login'],
    });
  });

  test.each([
    [
      {
        FunctionError: 'Unhandled',
        Payload: payload({ errorType: 'TokenRequestRefused', errorMessage: 'no' }),
      },
      'TokenRequestRefused',
      'cannot get a token from the issuer "nightshift-issue-ops-backup": no',
    ],
    [
      { FunctionError: 'Unhandled', Payload: payload({ errorType: 'Error', errorMessage: 'first\nsecond' }) },
      'IssuerFailed',
      'cannot get a token from the issuer "nightshift-issue-ops-backup": first',
    ],
    [
      { Payload: payload({ other: 'a.b.c' }) },
      'IssuerAnswer',
      'cannot get a token from the issuer "nightshift-issue-ops-backup": the answer holds none',
    ],
    [
      { Payload: Buffer.from('no json') },
      'IssuerAnswer',
      'cannot get a token from the issuer "nightshift-issue-ops-backup": the answer holds none',
    ],
  ])('tells a refusal from a failure', async (answer, code, message) => {
    lambda.on(InvokeCommand).callsFake(() => answer);

    await expect(source.token({})).rejects.toMatchObject({ code, message });
  });

  test('names the function when it may not be invoked', async () => {
    lambda.on(InvokeCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));

    await expect(source.token({})).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'cannot get a token from the issuer "nightshift-issue-ops-backup": denied',
    });
  });
});
