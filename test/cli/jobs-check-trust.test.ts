import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { makeTrustPolicy } from '../../lib/oidc/make-trust-policy.ts';
import { environment, inProject, nightshift, project, twoJobs } from './jobs-project.ts';

const withLogin = (change: (text: string) => string) => ({
  ...project,
  'environments/ops/metrics.yaml': change(environment('metrics')),
});

test.each([
  ['a session longer than AWS gives', (text: string) => text.replace('duration: 1h', 'duration: 13h')],
  ['a session shorter than AWS gives', (text: string) => text.replace('duration: 1h', 'duration: 10m')],
])('%s is found before anything is deployed', async (_what, change) => {
  await inProject(withLogin(change), async (root) => {
    const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^environments\/ops\/metrics.yaml:5:27: "1[03][hm]" is not between 15m and 12h, which AWS allows for a role\n$/,
    );
  });
});

test('so is a chained role that is asked for more than an hour, also of somebody else’s role', async () => {
  const chained = (text: string) =>
    `${text}        assumeRole: { roleArn: "arn:aws:iam::210987654321:role/b", sessionName: s, duration: 2h }\n`;
  const existing = twoJobs.replace(
    'environment: ops/metrics',
    'environment: ops/metrics\n    role: existing',
  );
  for (const jobs of [twoJobs, existing]) {
    await inProject({ ...withLogin(chained), 'jobs.yaml': jobs }, async (root) => {
      const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

      expect(exitCode).toBe(2);
      expect(stderr).toBe(
        'environments/ops/metrics.yaml:6:94: the second role is asked for 2h, AWS gives a chained role at most 1h; set duration: 1h there\n',
      );
    });
  }
});

test('and an attribute that no token has', async () => {
  const change = (text: string) =>
    text.replace('sessionName: s', 'sessionName: s, subjectAttributes: [user.login]');
  await inProject(withLogin(change), async (root) => {
    const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('"user.login" is no attribute of a token; known are rootEnvironment.name,');
  });
});

test('--roles asks IAM and names the condition that fails, at the login', async () => {
  const policyFor = (name: string) =>
    makeTrustPolicy({
      providerArn: 'arn:aws:iam::123456789012:oidc-provider/issuer.example',
      issuerUrl: 'https://issuer.example',
      audience: name === 'metrics' ? 'acme' : 'aws:acme',
      subjects: [`pulumi:environments:org:acme:env:ops/${name}`],
    });
  const iam = mockClient(IAMClient);
  iam.on(GetRoleCommand).callsFake(({ RoleName }: { RoleName: string }) => ({
    Role: { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policyFor(RoleName))) },
  }));
  const question = ['--roles', '--account', '123456789012', '--issuer', 'https://issuer.example'];
  await inProject(project, async (root) => {
    const { exitCode, stderr } = await nightshift(root, 'jobs', 'check', ...question);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^environments\/ops\/metrics.yaml:5:\d+: aud: the policy wants "acme".*prefix is missing/,
    );
    expect(await nightshift(root, 'jobs', 'check', '--roles')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--roles: name the issuer with --issuer URL'),
    });
  });
});
