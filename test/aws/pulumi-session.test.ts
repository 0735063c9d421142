import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openWithRole } from '../../lib/aws/pulumi-session.ts';
import { openCloudSession } from '../../lib/run/open-cloud-session.ts';
import { unsignedToken } from '../cli/run-command.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/pulumi-cloud.ts';

const execution = {
  accessKeyId: 'ASIAEXECUTION',
  secretAccessKey: 'execution-secret',
  sessionToken: 'execution-session',
};
const role = 'arn:aws:iam::123456789012:role/nightly-backup';
const issuer = 'https://11111111.tokens.sts.global.api.aws';
const document = `values:
  login: { fn::open::aws-login: { oidc: { roleArn: r, sessionName: s } } }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${login.secretAccessKey}
    AWS_SESSION_TOKEN: \${login.sessionToken}
    AWS_REGION: eu-west-1
`;
let fake: FakeCloud;
let sts: {
  server: Server;
  url: string;
  forms: URLSearchParams[];
  answer: string;
  status: number;
  signed: string;
};
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse('2026-03-06T17:00:00Z');
  const registrations = [{ organization: 'acme', issuer, subject: role, as: 'team:ops' }];
  fake = await startFakeCloud({ tokens: [], registrations, environments: { 'acme/ops/backup': document } });
  sts = await serveSts();
});

afterEach(async () => {
  await fake.close();
  sts.server.close();
});

const tokenWith = (claims: object) =>
  unsignedToken({ iss: issuer, aud: 'urn:pulumi:org:acme', sub: role, exp: nowMs / 1000 + 300, ...claims });

async function serveSts() {
  const forms: URLSearchParams[] = [];
  const state = { forms, status: 200, answer: '', url: '', signed: '' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    forms.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    state.signed = String(request.headers.authorization);
    response.writeHead(state.status, { 'content-type': 'text/xml' }).end(state.answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  state.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return Object.assign(state, { server });
}

function give(token: string): void {
  sts.answer = `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>
    <WebIdentityToken>${token}</WebIdentityToken><Expiration>2026-03-06T17:05:00Z</Expiration>
    </GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`;
}

const environment = () =>
  ({ organization: 'acme', project: 'ops', name: 'backup', url: fake.url, accessAs: 'team:ops' }) as const;
const open = () =>
  openWithRole(environment(), {
    session: { region: 'eu-central-1', credentials: async () => execution },
    fetch,
    now: () => new Date(nowMs),
    endpoint: sts.url,
  });
const session = () =>
  openCloudSession({
    environment: environment(),
    name: 'pulumi://acme/ops/backup',
    region: 'eu-central-1',
    open,
    now: () => new Date(nowMs),
  });

test('a function opens its environment with no stored token: AWS’s word for an access token, then open and read', async () => {
  give(tokenWith({}));

  const { region, credentials } = await session();

  expect(region).toBe('eu-west-1');
  expect(await credentials()).toEqual({
    accessKeyId: 'ASIAFAKE',
    secretAccessKey: 'fake-secret-key',
    sessionToken: 'fake-session',
    expiration: new Date('2026-03-06T17:15:00Z'),
  });
  expect(Object.fromEntries(sts.forms[0] ?? [])).toMatchObject({
    Action: 'GetWebIdentityToken',
    'Audience.member.1': 'urn:pulumi:org:acme',
    SigningAlgorithm: 'RS256',
    DurationSeconds: '300',
  });
  expect(sts.signed).toMatch(
    /^AWS4-HMAC-SHA256 Credential=ASIAEXECUTION\/20260306\/eu-central-1\/sts\/aws4_request, /,
  );
  expect(fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /api/oauth/token',
    'POST /api/esc/environments/acme/ops/backup/open?duration=0h15m0s',
    'GET /api/esc/environments/acme/ops/backup/open/open-1',
  ]);
});

test('opens it anew before the credentials can have expired', async () => {
  give(tokenWith({}));
  const { credentials } = await session();
  await credentials();
  nowMs += 10 * 60_000;
  give(tokenWith({}));

  expect(await credentials()).toMatchObject({ expiration: new Date('2026-03-06T17:25:00Z') });
  expect(sts.forms).toHaveLength(2);
});

test.each([
  [
    { aud: 'urn:pulumi:org:other' },
    /audience \(aud\) is "urn:pulumi:org:other", expected "urn:pulumi:org:acme"$/,
  ],
  [{ exp: 1 }, /the token expired at/],
])('sends nothing that is not right: %j', async (claims, message) => {
  const token = tokenWith(claims);
  give(token);

  const failure: unknown = await session().catch((error: unknown) => error);

  expect(failure).toMatchObject({ code: 'StsAnswer', message: expect.stringMatching(message) });
  expect(String(failure)).not.toContain(token);
  expect(fake.requests).toEqual([]);
});

test('names what the organization refuses, and never the token', async () => {
  const token = tokenWith({ sub: 'arn:aws:iam::123456789012:role/other' });
  give(token);

  const failure: unknown = await session().catch((error: unknown) => error);

  expect(failure).toMatchObject({
    code: 'TokenExchangeRefused',
    message: expect.stringContaining('(invalid_grant: register the issuer with the organization'),
  });
  expect(String(failure)).not.toContain(token);
});

test('tells that the account has to allow such tokens first', async () => {
  sts.status = 403;
  sts.answer = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
    <Code>OutboundWebIdentityFederationDisabledException</Code><Message>not enabled</Message></Error></ErrorResponse>`;

  await expect(session()).rejects.toMatchObject({
    code: expect.stringContaining('OutboundWebIdentityFederationDisabled'),
    message: expect.stringContaining('cannot get a token of this role for "urn:pulumi:org:acme"'),
  });
});
