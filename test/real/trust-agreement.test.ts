import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSts } from '../../lib/aws/sts.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { diagnoseRefusal } from '../../lib/oidc/diagnose.ts';
import { evaluateTrust } from '../../lib/oidc/trust-policy.ts';

const python =
  process.env['NIGHTSHIFT_TEST_PYTHON'] ??
  fileURLToPath(new URL('../../.nightshift/venv/bin/python', import.meta.url));
const missing = existsSync(python) ? undefined : '.nightshift/venv is missing: npm start makes it';

const host = 'issuer.example';
const provider = `arn:aws:iam::000000000000:oidc-provider/${host}`;
const roleArn = 'arn:aws:iam::000000000000:role/judged';
const subjects = [
  'pulumi:environments:org:acme:env:ops/backup',
  'pulumi:environments:org:acme:env:ops/shutdown',
];

const suite = missing === undefined ? describe : describe.skip;

suite(missing ?? 'the trust doctor and the local stack’s STS', () => {
  let child: ChildProcess;
  let endpoint: string;
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-trust-'));
  const root = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

  beforeAll(async () => {
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    child = spawn(python, ['-m', 'ministack'], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        AUTH: 'true',
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        IOT_MTLS_ENABLED: '0',
        SFTP_ENABLED: '0',
      },
    });
    await untilReady(`${endpoint}/_ministack/health`);
  }, 30_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  test('say the same of 300 random policies and tokens', async () => {
    const iam = new IAMClient({ ...root, endpoint });
    const sts = openSts({ region: 'us-east-1', endpoint });
    const first = { RoleName: 'judged', AssumeRolePolicyDocument: JSON.stringify(policyOf([])) };
    await iam.send(new CreateRoleCommand(first));
    const counts = { allowed: 0, denied: 0 };
    for (const { policy, claims } of fc.sample(cases, { numRuns: 300, seed: 4 })) {
      const document = { RoleName: 'judged', PolicyDocument: JSON.stringify(policy) };
      await iam.send(new UpdateAssumeRolePolicyCommand(document));
      const session = { roleArn, sessionName: 'judged', durationSeconds: 900, token: tokenOf(claims) };
      const theirs = await sts.assumeRoleWithWebIdentity(session).then(
        () => 'allowed' as const,
        (error: unknown) => {
          // Not the error itself: printing all that hangs on one takes minutes.
          expect(error instanceof ServiceError ? error.code : String(error)).toBe('AccessDenied');
          return 'denied' as const;
        },
      );
      const ours = evaluateTrust(policy, { claims, roleArn });
      expect({ verdict: ours.kind, policy, claims }).toEqual({ verdict: theirs, policy, claims });
      const trust = { policy, source: 'iam' as const };
      const reason = diagnoseRefusal({ ...session, answer: { code: 'AccessDenied', message: '' }, trust });
      // Every refusal has a reason, and nothing else has one.
      expect({ isExplained: reason !== undefined, policy, claims }).toEqual({
        isExplained: theirs === 'denied',
        policy,
        claims,
      });
      counts[theirs] += 1;
    }
    // Both verdicts must be among them, or the agreement would say little.
    expect(counts.allowed).toBeGreaterThan(50);
    expect(counts.denied).toBeGreaterThan(50);
  }, 120_000);
});

const value = fc.constantFrom(
  ...subjects,
  ...[
    'aws:acme',
    'acme',
    'AWS:acme',
    '*',
    'pulumi:*',
    'aws:*',
    'pulumi:environments:org:acme:env:ops/?ackup',
  ],
);
const operator = fc.constantFrom(
  ...['StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike', 'StringEqualsIgnoreCase'],
  ...[
    'StringEqualsIfExists',
    'ForAnyValue:StringEquals',
    'ForAllValues:StringLike',
    'ForAnyValue:StringNotEquals',
  ],
  ...['ForAllValues:StringNotLike', 'ArnLike', 'StringLikeIfExists'],
);
const key = fc.constantFrom(`${host}:aud`, `${host}:sub`, `${host}:SUB`, `${host}:amr`, 'other.example:sub');
const block = fc.dictionary(key, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), {
  minKeys: 1,
  maxKeys: 2,
});
const present = fc.dictionary(key, fc.constantFrom('true', 'false'), { minKeys: 1, maxKeys: 1 });
const wellPinned = fc.constant({
  StringEquals: { [`${host}:aud`]: 'aws:acme' },
  StringLike: { [`${host}:sub`]: 'pulumi:environments:org:acme:*' },
});
const condition = fc.oneof(
  wellPinned,
  fc.dictionary(operator, block, { maxKeys: 2 }),
  fc.record({ Null: present }),
);
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  Principal: fc.constantFrom(
    ...[{ Federated: provider }, { Federated: provider }, { Federated: [`${provider}/`, provider] }],
    ...[{ Federated: `${provider}2` }, { AWS: 'arn:aws:iam::000000000000:root' }, '*'],
  ),
  Action: fc.constantFrom(
    ...['sts:AssumeRoleWithWebIdentity', 'sts:assumerolewithwebidentity', 'sts:*', 'sts:AssumeRole'],
    ...['sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithWeb*'],
  ),
  Condition: condition,
});
const cases = fc.record({
  policy: fc.array(statement, { minLength: 1, maxLength: 3 }).map(policyOf),
  claims: fc.record({
    iss: fc.constantFrom(`https://${host}`, `https://${host}`, 'https://other.example'),
    aud: fc.constantFrom('aws:acme', 'aws:acme', 'acme'),
    sub: fc.constantFrom(...subjects),
  }),
});

function policyOf(statements: readonly object[]) {
  const deny = { Effect: 'Deny', Principal: { Federated: provider }, Action: 'sts:TagSession' };
  return { Version: '2012-10-17', Statement: statements.length === 0 ? [deny] : statements };
}

function tokenOf(claims: object): string {
  const parts = [{ alg: 'RS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.c2ln`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the emulator did not become ready');
}
