import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeSend } from '../../lib/aws/s3/http-exchange.ts';
import { openSts } from '../../lib/aws/sts.ts';
import { hostedSts } from '../../lib/aws/sts-hosted.ts';
import { ServiceError } from '../../lib/model/errors.ts';

const token = 'header.claims.signature';
const session = {
  roleArn: 'arn:aws:iam::123456789012:role/backup',
  sessionName: 'nightshift',
  durationSeconds: 3600,
};
const closers: (() => void)[] = [];

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

/** STS's query protocol on loopback, so that the SDK's own signing and parsing are in the test. */
async function serveSts(answer: { status: number; body: string }, isHosted = false) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, form: new URLSearchParams(Buffer.concat(chunks).toString()) });
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const options = { region: 'eu-central-1', endpoint: `http://127.0.0.1:${port}` };
  const send = makeSend({ idleTimeoutMs: 1_000 });
  const hosted = hostedSts({ ...options, send, sleep: async () => {} });
  return { sts: isHosted ? hosted : openSts(options), received };
}

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function success(operation: string): string {
  return `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result><Credentials>
    <AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
    <Expiration>2026-11-21T03:00:00Z</Expiration></Credentials></${operation}Result></${operation}Response>`;
}

function failure(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>
    <Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
}

describe.each([
  ['through the SDK', false],
  ['of a function', true],
])('STS %s', (_name, isHosted) => {
  test('presents a web identity unsigned, with all of the session', async () => {
    const { sts, received } = await serveSts(
      { status: 200, body: success('AssumeRoleWithWebIdentity') },
      isHosted,
    );

    const credentials = await sts.assumeRoleWithWebIdentity({
      ...session,
      token,
      policy: '{}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    });

    expect(credentials).toEqual({
      accessKeyId: 'ASIAX',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      expiration: new Date('2026-11-21T03:00:00Z'),
    });
    expect(received[0]?.headers['authorization']).toBeUndefined();
    expect(Object.fromEntries(received[0]?.form ?? [])).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: session.roleArn,
      RoleSessionName: 'nightshift',
      DurationSeconds: '3600',
      WebIdentityToken: token,
      Policy: '{}',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    });
  });

  test('takes a second role on with the first credentials, signed', async () => {
    const { sts, received } = await serveSts({ status: 200, body: success('AssumeRole') }, isHosted);
    const credentials = { accessKeyId: 'ASIAFIRST', secretAccessKey: 'one', sessionToken: 'first-session' };

    await sts.assumeRole({ ...session, credentials, externalId: 'outside' });

    expect(received[0]?.headers['authorization']).toContain('Credential=ASIAFIRST/');
    expect(received[0]?.headers['x-amz-security-token']).toBe('first-session');
    expect(received[0]?.form.get('ExternalId')).toBe('outside');
  });

  test.each([
    'AccessDenied',
    'InvalidIdentityToken',
    'ExpiredTokenException',
    'IDPRejectedClaim',
    'ValidationError',
  ])('tells the code of STS: %s', async (code) => {
    const { sts } = await serveSts(
      { status: 403, body: failure(code, 'No OpenIDConnect provider found') },
      isHosted,
    );

    await expect(sts.assumeRoleWithWebIdentity({ ...session, token })).rejects.toMatchObject({
      code,
      message: `cannot take on role "${session.roleArn}" with the environment's token: No OpenIDConnect provider found`,
    });
  });

  test('holds no token, even if the server repeats it', async () => {
    const { sts } = await serveSts(
      { status: 400, body: failure('InvalidIdentityToken', `bad ${token}`) },
      isHosted,
    );

    const error: unknown = await sts
      .assumeRoleWithWebIdentity({ ...session, token })
      .catch((thrown) => thrown);

    if (!(error instanceof ServiceError)) throw new Error('expected a ServiceError');
    expect(error.message).toContain('bad [token]');
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token);
  });

  test('says so when an answer holds no credentials', async () => {
    const body = success('AssumeRoleWithWebIdentity').replace(/<Credentials>.*<\/Credentials>/s, '');
    const { sts } = await serveSts({ status: 200, body }, isHosted);

    await expect(sts.assumeRoleWithWebIdentity({ ...session, token })).rejects.toMatchObject({
      code: 'StsAnswer',
    });
  });
});
