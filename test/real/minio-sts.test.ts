import { createHmac } from 'node:crypto';
import type { Server } from 'node:http';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSts } from '../../lib/aws/sts.ts';
import type { AwsCredentials } from '../../lib/model/credentials.ts';
import { checkToken } from '../../lib/oidc/check-token.ts';
import { keySet } from '../../lib/oidc/discovery.ts';
import { issueToken } from '../../lib/oidc/issue-token.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';
import { answerWellKnown } from '../../lib/oidc/well-known.ts';
import { logIn } from '../../lib/run/providers/aws-login.ts';
import { readAwsLoginInputs } from '../../lib/run/providers/aws-login-inputs.ts';
import { createTestKey, testCrypto } from '../oidc/support/keys.ts';
import { type Minio, missingMinio, serveJson, startMinio } from './minio-sts-server.ts';

const key = createTestKey();
const nextKey = createTestKey();
const rogueKey = createTestKey();
const listedKeys = [key.publicDer];
const roleArn = 'arn:aws:iam::123456789012:role/nightshift-ops-backup';
const subject = 'pulumi:environments:org:acme:env:ops/backup';

let minio: Minio;
let issuer: { url: string; server: Server };

const suite = missingMinio === undefined ? describe : describe.skip;

suite(missingMinio ?? 'against MinIO, an STS that verifies signatures', () => {
  beforeAll(async () => {
    issuer = await serveJson((path) =>
      answerWellKnown(path, { issuerUrl: issuer.url, keys: async () => keySet(listedKeys, testCrypto) }),
    );
    minio = await startMinio({
      configUrl: `${issuer.url}/.well-known/openid-configuration`,
      audience: 'aws:acme',
      policyClaim: 'org',
    });
    await minio.addPolicy('acme', {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: ['arn:aws:s3:::logs/*'],
          Condition: { StringEquals: { 'jwt:sub': subject } },
        },
      ],
    });
    const root = openS3(minio.rootCredentials);
    await root.send(new CreateBucketCommand({ Bucket: 'logs' }));
    await root.send(new PutObjectCommand({ Bucket: 'logs', Key: 'app/one', Body: 'one' }));
  }, 30_000);

  afterAll(async () => {
    await minio?.stop();
    await new Promise((resolve) => issuer?.server.close(resolve));
  });

  test('a token of our issuer opens the role', async () => {
    const credentials = await open({ token: await mint() });

    expect(await read(credentials)).toBe('one');
    expect(credentials.expiration?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  });

  test('a token for another environment gets credentials that open nothing', async () => {
    const credentials = await open({ token: await mint('ops/shutdown') });

    await expect(read(credentials)).rejects.toThrow('Access Denied');
  });

  test('a new key is accepted as soon as it is listed, while the old one still is', async () => {
    listedKeys.push(nextKey.publicDer);

    await expect(open({ token: await mint('ops/backup', nextKey) })).resolves.toHaveProperty('sessionToken');
    await expect(open({ token: await mint() })).resolves.toHaveProperty('sessionToken');
  });

  test('a session policy narrows what the role may do', async () => {
    const sessionPolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' }],
    });
    const wide = await open({ token: await mint() });
    const narrow = await open({ token: await mint(), sessionPolicy });

    await write(wide);
    expect(await read(narrow)).toBe('one');
    await expect(write(narrow)).rejects.toThrow('Access Denied');
  });

  // Each is refused twice: by our check, which sends nothing, and by MinIO when our check is left out.
  test.each([
    ['expired', { exp: -10 }, 'the token expired at ', 'both'],
    ['not-yet-valid', { nbf: 300 }, 'the token is not valid before ', 'both'],
    [
      'audience',
      { aud: 'aws:other' },
      'the token\'s audience (aud) is "aws:other", expected "aws:acme"',
      'both',
    ],
    ['expiry-missing', { exp: undefined }, 'the token says no time at which it expires (exp)', 'ours'],
    [
      'issuer',
      { iss: 'https://other.example' },
      'the token\'s issuer (iss) is "https://other.example"',
      'ours',
    ],
  ])('refused: %s', async (_fault, changes, message, by) => {
    const token = await forge(changes);

    await expect(open({ token })).rejects.toMatchObject({
      code: expect.stringMatching(/^(ExpiredTokenException|InvalidIdentityToken)$/),
      message: expect.stringContaining(`was not sent: ${message}`),
    });
    if (by === 'both') await expectRefusedByMinio(token);
  });

  test.each([
    ['a rogue key under our kid', async () => forge({}, { signer: rogueKey, kid: await key.keyId() })],
    ['an unknown kid', async () => forge({}, { signer: rogueKey, kid: await rogueKey.keyId() })],
    ['a changed claim', async () => tamper(await mint())],
  ])('refused by the verifier, since no one without the key can tell: %s', async (_what, createToken) => {
    const token = await createToken();

    await expectRefusedByMinio(token);
    await expect(open({ token })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });

  test.each([
    ['none', () => unsafeToken({ alg: 'none' }, () => '')],
    ['none with a signature', () => unsafeToken({ alg: 'none' }, () => 'c2ln')],
    [
      'HS256 keyed with our public key',
      async () =>
        unsafeToken({ alg: 'HS256', kid: await key.keyId() }, (input) =>
          createHmac('sha256', key.publicPem).update(input).digest('base64url'),
        ),
    ],
  ])('refused, by us and by the verifier: alg %s', async (_what, createToken) => {
    const token = await createToken();

    await expect(open({ token })).rejects.toThrow(/was not sent: the token is signed with "(none|HS256)"/);
    await expectRefusedByMinio(token);
  });
});

interface OpenRequest {
  readonly token: string;
  readonly sessionPolicy?: string;
}

/** What `fn::open::aws-login` does with this token, against MinIO. */
async function open({ token, sessionPolicy }: OpenRequest): Promise<AwsCredentials> {
  const inputs = readAwsLoginInputs({ oidc: { roleArn, sessionName: 'nightshift', duration: '1h' } });
  return logIn(
    { inputs },
    {
      tokens: { kind: 'command', token: async () => token },
      sts: openSts({ region: 'us-east-1', endpoint: minio.endpoint }),
      checkToken: (text) => checkToken(text, { issuer: issuer.url, audience: 'aws:acme', now: new Date() }),
      sleep: async () => {},
      ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    },
  );
}

async function expectRefusedByMinio(token: string): Promise<void> {
  const sts = openSts({ region: 'us-east-1', endpoint: minio.endpoint });
  const session = { roleArn, sessionName: 'nightshift', durationSeconds: 3600, token };
  const error: unknown = await sts.assumeRoleWithWebIdentity(session).catch((thrown) => thrown);

  expect(error).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
  expect(String(error)).not.toContain(token);
}

async function mint(rootEnvironment = 'ops/backup', signer = key): Promise<string> {
  const { token } = await issueToken(undefined, {
    configuration: { organization: 'acme', rootEnvironment, imports: [], userLogin: 'nightshift' },
    signer,
    issuerUrl: issuer.url,
    now: () => new Date(),
    newId: () => 'token-1',
  });
  return token;
}

function goodClaims(): Readonly<Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer.url, aud: 'aws:acme', sub: subject, org: 'acme', iat: now, nbf: now, exp: now + 600 };
}

/** A token with claims of ours, the times of `changes` counted from now, signed by any key under any kid. */
async function forge(
  changes: Readonly<Record<string, unknown>>,
  options: { signer: typeof key; kid: string } = { signer: key, kid: '' },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const shifted = Object.entries(changes).map(([name, value]) => [
    name,
    typeof value === 'number' ? now + value : value,
  ]);
  const keyId = options.kid === '' ? await key.keyId() : options.kid;
  const claims = { ...goodClaims(), ...Object.fromEntries(shifted) };
  return encodeToken({ keyId, claims, sign: options.signer.sign });
}

function tamper(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...read, sub: 'someone else' })).toString('base64url');
  return [header, changed, signature].join('.');
}

function unsafeToken(header: object, sign: (input: string) => string): string {
  const parts = [header, goodClaims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const input = parts.join('.');
  return `${input}.${sign(input)}`;
}

function openS3(credentials: AwsCredentials): S3Client {
  return new S3Client({ region: 'us-east-1', endpoint: minio.endpoint, forcePathStyle: true, credentials });
}

async function read(credentials: AwsCredentials): Promise<string | undefined> {
  const { Body } = await openS3(credentials).send(new GetObjectCommand({ Bucket: 'logs', Key: 'app/one' }));
  return Body?.transformToString();
}

async function write(credentials: AwsCredentials): Promise<void> {
  await openS3(credentials).send(new PutObjectCommand({ Bucket: 'logs', Key: 'app/two', Body: 'two' }));
}
