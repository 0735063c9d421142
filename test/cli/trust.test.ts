import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { inProject, nightshift, project } from './jobs-project.ts';

const issuer = ['--issuer', 'https://issuer.example'];
const account = ['--account', '123456789012'];
const trustPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/issuer.example' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'issuer.example:aud': 'aws:acme',
          'issuer.example:sub': 'pulumi:environments:org:acme:env:ops/inventory',
        },
      },
    },
  ],
};

test('trust print writes the inputs of the two create commands', async () => {
  await inProject(project, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(
      root,
      'trust',
      'print',
      'ops/inventory',
      ...issuer,
      ...account,
    );

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      OpenIDConnectProvider: { Url: 'https://issuer.example', ClientIDList: ['aws:acme'] },
      Roles: [{ RoleName: 'inventory', MaxSessionDuration: 3600, AssumeRolePolicyDocument: trustPolicy }],
    });
  });
});

test('trust print writes the trust policy alone, also for Pulumi Cloud', async () => {
  await inProject(project, async (root) => {
    const options = ['--format', 'policy', '--pulumi-cloud', ...account];
    const { stdout } = await nightshift(root, 'trust', 'print', 'other/ops/inventory', ...options);

    expect(JSON.parse(stdout).Statement[0]).toMatchObject({
      Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/api.pulumi.com/oidc' },
      Condition: {
        StringEquals: {
          'api.pulumi.com/oidc:aud': 'aws:other',
          'api.pulumi.com/oidc:sub': 'pulumi:environments:org:other:env:ops/inventory',
        },
      },
    });
  });
});

test('trust print writes a template that needs no account, with or without the provider', async () => {
  await inProject(project, async (root) => {
    const options = ['ops/inventory', ...issuer, '--format', 'cloudformation'];
    const whole = JSON.parse((await nightshift(root, 'trust', 'print', ...options)).stdout);
    const rest = JSON.parse(
      (await nightshift(root, 'trust', 'print', ...options, '--existing-provider')).stdout,
    );

    expect(whole.Resources.OidcProvider.Properties).toEqual({
      Url: 'https://issuer.example',
      ClientIdList: ['aws:acme'],
    });
    expect(whole.Resources.Role.Properties.AssumeRolePolicyDocument.Statement[0]).toEqual({
      ...trustPolicy.Statement[0],
      Principal: { Federated: { Ref: 'OidcProvider' } },
    });
    expect(Object.keys(rest.Resources)).toEqual(['Role']);
    expect(rest.Resources.Role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Federated).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/issuer.example',
    });
  });
});

test.each([
  [['trust', 'print', 'ops/inventory'], /^nightshift: name the issuer: --issuer URL/],
  [['trust', 'print', 'ops/inventory', '--issuer', 'issuer'], /--issuer: "issuer" is no URL/],
  [
    ['trust', 'print', 'ops/inventry', ...issuer],
    /there is no environment "ops\/inventry"; did you mean "ops\/inventory"\?/,
  ],
  [['trust', 'print', 'a/b/c/d', ...issuer], /"a\/b\/c\/d" is no environment; write \[org\/\]project\/env/],
  [['trust', 'print', 'ops/inventory', ...issuer], /depends on the account; name it with --account ID/],
  [
    ['trust', 'print', 'ops/inventory', ...issuer, '--format', 'xml'],
    /Allowed choices are json, cloudformation, policy/,
  ],
  [
    ['trust', 'check', 'ops/inventory', ...issuer, '--policy', 'none.json'],
    /--policy "none.json": it cannot be read/,
  ],
  [
    ['trust', 'check', 'ops/inventory', ...issuer, '--policy', 'jobs.yaml'],
    /--policy "jobs.yaml": it is no JSON/,
  ],
])('says how to call it: %j', async (argv, message) => {
  await inProject(project, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(root, ...argv);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });
});

test('trust check says yes, and takes the account from the policy', async () => {
  await inProject({ ...project, 'trust.json': JSON.stringify(trustPolicy) }, async (root) => {
    expect(
      await nightshift(root, 'trust', 'check', 'ops/inventory', ...issuer, '--policy', 'trust.json'),
    ).toEqual({
      exitCode: 0,
      stdout: 'ops/inventory: allowed for arn:aws:iam::123456789012:role/inventory\n',
      stderr: '',
    });
  });
});

test('trust check names the condition that fails and the fix, and ends with 1', async () => {
  const role = { Role: { MaxSessionDuration: 1800, AssumeRolePolicyDocument: trustPolicy } };
  const wrong = JSON.stringify(role).replace('env:ops/inventory', 'env:prod/inventory');
  await inProject({ ...project, 'role.json': wrong }, async (root) => {
    expect(
      await nightshift(root, 'trust', 'check', 'ops/inventory', ...issuer, '--policy', 'role.json'),
    ).toEqual({
      exitCode: 1,
      stdout: [
        'ops/inventory: denied for arn:aws:iam::123456789012:role/inventory',
        '  Statement[0].Condition.StringEquals["issuer.example:sub"]: sub: the policy wants "…env:prod/inventory", the token says "…env:ops/inventory" (another environment); use StringEquals with "pulumi:environments:org:acme:env:ops/inventory"',
        '  duration: the environment asks for 1h, the role gives at most 30m; set duration: 30m, or raise the maximum session duration of "arn:aws:iam::123456789012:role/inventory"',
        '',
      ].join('\n'),
      stderr: '',
    });
  });
});

test('trust check prints JSON for programs', async () => {
  const wide = JSON.stringify(trustPolicy)
    .replaceAll('StringEquals', 'StringLike')
    .replace('ops/inventory"', 'ops/*"');
  await inProject({ ...project, 'trust.json': wide }, async (root) => {
    const options = [...issuer, '--policy', 'trust.json', '--output', 'json'];
    const { exitCode, stdout } = await nightshift(root, 'trust', 'check', 'ops/inventory', ...options);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        document: 'ops/inventory',
        kind: 'allowed',
        claims: { iss: 'https://issuer.example', aud: 'aws:acme' },
        findings: [{ rule: 'subject-wide' }, { rule: 'like-without-wildcard' }],
      },
    ]);
  });
});

test('trust check asks IAM for the role', async () => {
  const iam = mockClient(IAMClient);
  iam.on(GetRoleCommand, { RoleName: 'inventory' }).callsFake(() => ({
    Role: {
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trustPolicy)),
    },
  }));
  iam
    .on(GetRoleCommand, { RoleName: 'gone' })
    .rejects(Object.assign(new Error('no role'), { name: 'NoSuchEntity' }));
  await inProject(project, async (root) => {
    const allowed = await nightshift(root, 'trust', 'check', 'ops/inventory', ...issuer, ...account);
    const gone = ['--role', 'arn:aws:iam::123456789012:role/path/gone'];
    const failed = await nightshift(root, 'trust', 'check', 'ops/inventory', ...issuer, ...gone);

    expect(allowed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('allowed for') });
    expect(failed).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'nightshift: cannot read role "arn:aws:iam::123456789012:role/path/gone": no role (NoSuchEntity)\n',
    });
  });
});
