import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeTrustPolicy } from '../../lib/oidc/make-trust-policy.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/pulumi-cloud.ts';
import { runAt } from './run-command.ts';

const login = (attributes = '') => `values:
  login:
    fn::open::aws-login:
      oidc: { duration: 1h, roleArn: "arn:aws:iam::123456789012:role/r", sessionName: s${attributes} }
`;
const environments = {
  'acme/ops/backup': 'imports: [base]\nvalues: { a: 1 }\n',
  'acme/default/base': login(),
  'acme/ops/own': login(', subjectAttributes: [pulumi.user.login]'),
};
let fake: FakeCloud;
let cwd: string;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'nightshift-trust-'));
  fake = await startFakeCloud({ environments });
});

afterEach(async () => {
  await fake.close();
  rmSync(cwd, { recursive: true });
});

const call = (...argv: readonly string[]) => {
  const env = { PULUMI_ACCESS_TOKEN: 'pul-secret', PULUMI_BACKEND_URL: fake.url, HOME: cwd };
  return runAt({ cwd, env, now: new Date(0) }, 'trust', ...argv);
};

test('trust check reads an environment in Pulumi Cloud with its imports, and opens nothing', async () => {
  const issuerUrl = `${fake.url}/oidc`;
  const host = issuerUrl.replace('http://', '');
  const providerArn = `arn:aws:iam::123456789012:oidc-provider/${host}`;
  const subjects = ['pulumi:environments:org:acme:env:ops/backup'];
  const policy = makeTrustPolicy({ providerArn, issuerUrl, audience: 'acme', subjects });
  writeFileSync(join(cwd, 'trust.json'), JSON.stringify(policy));

  const { exitCode, stdout } = await call('check', 'pulumi://acme/ops/backup', '--policy', 'trust.json');

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^default\/base: denied for arn:aws:iam::123456789012:role\/r\n/);
  expect(stdout).toContain(
    'the policy wants "acme", the token says "aws:acme" (the "aws:" prefix is missing)',
  );
  expect(fake.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('trust print writes what it needs, the person who opens it in its subject', async () => {
  const { stdout, stderr } = await call('print', 'pulumi://acme/ops/own', '--format', 'policy');

  expect(stderr).toBe('');
  expect(JSON.stringify(JSON.parse(stdout))).toContain(
    'pulumi:environments:pulumi.organization.login:acme:pulumi.user.login:alice',
  );
});
