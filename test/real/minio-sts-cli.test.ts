import { execFile, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keySet } from '../../lib/oidc/discovery.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';
import { answerWellKnown } from '../../lib/oidc/well-known.ts';
import { inProject } from '../cli/jobs-project.ts';
import { nightshiftCommand, startNightshift } from '../cli/run-command.ts';
import { createTestKey, testCrypto } from '../oidc/support/keys.ts';
import { type Minio, missingMinio, serveJson, startMinio } from './minio-sts-server.ts';

const key = createTestKey();
const rogueKey = createTestKey();
const files = {
  'jobs.yaml': 'organization: acme\njobs: {}\n',
  'environments/ops/backup.yaml': `values:
  aws:
    login:
      fn::open::aws-login:
        oidc: { duration: 1h, roleArn: "arn:aws:iam::123456789012:role/backup", sessionName: nightshift }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_SESSION_TOKEN: \${aws.login.sessionToken}
`,
};
let minio: Minio;
let issuer: { url: string; server: Server };

const suite = missingMinio === undefined ? describe : describe.skip;

suite(missingMinio ?? 'the command line against MinIO', () => {
  beforeAll(async () => {
    const keys = async () => keySet([key.publicDer], testCrypto);
    issuer = await serveJson((path) => answerWellKnown(path, { issuerUrl: issuer.url, keys }));
    minio = await startMinio({
      configUrl: `${issuer.url}/.well-known/openid-configuration`,
      audience: 'aws:acme',
      policyClaim: 'org',
    });
    await minio.addPolicy('acme', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: ['arn:aws:s3:::*'] }],
    });
    const credentials = minio.rootCredentials;
    const options = { region: 'us-east-1', endpoint: minio.endpoint, forcePathStyle: true, credentials };
    await new S3Client(options).send(new CreateBucketCommand({ Bucket: 'logs' }));
    await new S3Client(options).send(new PutObjectCommand({ Bucket: 'logs', Key: 'app/one', Body: 'one' }));
  }, 30_000);

  afterAll(async () => {
    await minio?.stop();
    await new Promise((resolve) => issuer?.server.close(resolve));
  });

  test('run starts the command for a good token', async () => {
    await inProject(files, async (root) => {
      const argv = ['run', 'ops/backup', '--', 'sh', '-c', 'test -n "$AWS_SESSION_TOKEN" && echo started'];

      expect(await start(root, argv, await forge({}))).toEqual({
        exitCode: 0,
        stdout: 'started\n',
        stderr: '',
      });
    });
  }, 30_000);

  test.each([
    ['expired', { exp: -10 }, /was not sent: the token expired at \S+$/],
    ['not yet valid', { nbf: 300 }, /was not sent: the token is not valid before \S+$/],
    [
      'of a wrong audience',
      { aud: 'aws:other' },
      /was not sent: .*\(aud\) is "aws:other", expected "aws:acme"$/,
    ],
    [
      'of another issuer',
      { iss: 'https://other.example' },
      /was not sent: .*\(iss\) is "https:\/\/other.example"/,
    ],
    ['of a rogue key', { rogue: true }, /cannot take on role "\S+" with the environment's token: /],
    ['of an unknown kid', { kid: 'unknown' }, /cannot take on role "\S+" with the environment's token: /],
    [
      'without a signature',
      { alg: 'none' },
      /was not sent: the token is signed with "none", allowed is RS256$/,
    ],
    [
      'signed with HS256 by the public key',
      { alg: 'HS256' },
      /was not sent: the token is signed with "HS256", allowed is RS256$/,
    ],
  ])(
    'run refuses a token %s: a named reason at the node, exit 1, nothing started',
    async (_what, changes, reason) => {
      await inProject(files, async (root) => {
        const token = await forge(changes);
        const { exitCode, stdout, stderr } = await start(
          root,
          ['run', 'ops/backup', 'echo', 'started'],
          token,
        );

        expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
        expect(stderr).toMatch(/^environments\/ops\/backup\.yaml:4:7: /);
        expect(stderr.trim()).toMatch(reason);
        expect(stderr).not.toContain(token);
      });
    },
    30_000,
  );

  const withAws = hasAws() ? test : test.skip;

  withAws(
    'the real aws CLI lists a bucket, under run',
    async () => {
      await inProject(files, async (root) => {
        const command = ['aws', 's3', 'ls', 's3://logs/app/', '--region', 'us-east-1'];
        const token = await forge({});
        const underRun = await start(root, ['run', 'ops/backup', '--', ...command], token);

        expect(underRun).toMatchObject({ exitCode: 0, stderr: '' });
        expect(underRun.stdout).toMatch(/ 3 one\n$/);
      });
    },
    60_000,
  );

  withAws(
    'the real aws CLI gets its credentials from credential_process',
    async () => {
      await inProject(files, async (root) => {
        const call = [...nightshiftCommand, 'credentials', '--issuer', issuer.url, 'ops/backup'].join(' ');
        const config = `[default]\nregion = us-east-1\ncredential_process = ${call}\n`;
        writeFileSync(join(root, 'aws-config'), config);
        const env = { PATH: process.env['PATH'], ...variables(root, await forge({})) };
        const listed = await promisify(execFile)('aws', ['s3', 'ls', 's3://logs/app/'], { cwd: root, env });

        expect(listed.stdout).toMatch(/ 3 one\n$/);
      });
    },
    60_000,
  );
});

function variables(root: string, token: string) {
  return {
    HOME: process.env['HOME'] ?? root,
    AWS_ENDPOINT_URL: minio.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: `${root}/aws-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${root}/none`,
    NIGHTSHIFT_TOKEN_SOURCE: `command:echo ${token}`,
  };
}

function start(root: string, argv: readonly string[], token: string) {
  const [name = '', ...rest] = argv;
  return startNightshift(root, [name, '--issuer', issuer.url, ...rest], variables(root, token)).ended;
}

async function forge(changes: Readonly<Record<string, unknown>>): Promise<string> {
  const { rogue, kid, alg, ...claims } = changes;
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: issuer.url,
    aud: 'aws:acme',
    sub: 'pulumi:environments:org:acme:env:ops/backup',
    org: 'acme',
  };
  const times = { nbf: now, exp: now + 600 };
  const shifted = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'number' ? now + value : value,
  ]);
  const keyId = typeof kid === 'string' ? kid : await key.keyId();
  const sign = rogue === true ? rogueKey.sign : key.sign;
  const token = await encodeToken({
    keyId,
    claims: { ...good, ...times, ...Object.fromEntries(shifted) },
    sign,
  });
  return typeof alg === 'string' ? resign(token, alg) : token;
}

/** The same claims under another algorithm: unsigned, or keyed with what everybody may read. */
function resign(token: string, alg: string): string {
  const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
  const input = `${header}.${token.split('.')[1]}`;
  const signature = createHmac('sha256', key.publicPem).update(input).digest('base64url');
  return `${input}.${alg === 'none' ? '' : signature}`;
}

function hasAws(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
