import { describe, expect, test } from '@jest/globals';
import { cloudEnvironmentInput } from '../../lib/cdk/cloud-environment.ts';
import { local } from '../../lib/cdk/local-differences.ts';
import { ACCOUNT, job, synthesize, type Wanted } from './support/app.ts';
import { field, permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const backup = 'pulumi://acme/ops/backup';
const settings = { organization: 'acme', url: 'https://api.pulumi.com', accessAs: 'organization' };
const jobs = [job('nightly', { environment: backup }), job('local')];
const environments = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, cloudEnvironmentInput(name) ?? {}]));
const wanted: Wanted = {
  jobs,
  environments: environments(backup),
  file: { pulumiCloud: settings },
  statements: ({ name }) => [
    { reason: 'r', actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${name}`] },
  ],
};
const { base, first } = synthesize(wanted);

describe('the documents’ first walk', () => {
  test('makes the provider of Pulumi, for the organization’s audience', () => {
    const provider = propertiesOf(base, 'AWS::IAM::OIDCProvider', 'PulumiProvider');

    expect(provider).toMatchObject({ Url: 'https://api.pulumi.com/oidc', ClientIdList: ['aws:acme'] });
  });

  test('makes the role that trusts it, aud and sub pinned, with what the job’s task needs', () => {
    const role = propertiesOf(base, 'AWS::IAM::Role', 'EnvironmentpulumiacmeopsbackupRole');

    expect(role).toMatchObject({ RoleName: 'nightshift-pulumi-ops-backup', MaxSessionDuration: 7200 });
    expect(statements(role['AssumeRolePolicyDocument'])).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: '${PulumiProvider}' },
        Condition: {
          StringEquals: {
            'api.pulumi.com/oidc:aud': 'aws:acme',
            'api.pulumi.com/oidc:sub': 'pulumi:environments:org:acme:env:ops/backup',
          },
        },
      },
    ]);
    expect(permissions(field([role['Policies']].flat()[0], 'PolicyDocument'))).toEqual([
      's3:ListBucket on arn:aws:s3:::nightly',
    ]);
  });

  test('tells the ARN that the document in Pulumi Cloud has to name', () => {
    const told = Object.values<Record<string, unknown>>(base.toJSON()['Outputs']).find(
      ({ Description }) => Description === 'roleArn of fn::open::aws-login in pulumi://acme/ops/backup',
    );

    expect(render(told?.['Value'])).toBe('${EnvironmentpulumiacmeopsbackupRole.Arn}');
  });

  test('imports the provider that the account has already', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/api.pulumi.com/oidc`;
    const { base: imported } = synthesize({
      ...wanted,
      file: { pulumiCloud: { ...settings, provider: arn } },
    });
    const role = propertiesOf(imported, 'AWS::IAM::Role', 'EnvironmentpulumiacmeopsbackupRole');

    expect(statements(role['AssumeRolePolicyDocument'])).toMatchObject([{ Principal: { Federated: arn } }]);
    expect(Object.keys(resourcesOf(imported)).filter((id) => id.startsWith('PulumiProvider'))).toEqual([]);
  });

  test('makes no role that is somebody else’s', () => {
    const existing = [job('nightly', { environment: backup, role: 'existing' })];
    const { base: without } = synthesize({ ...wanted, jobs: existing });

    expect(Object.keys(resourcesOf(without)).filter((id) => id.startsWith('Environmentpulumi'))).toEqual([]);
  });
});

describe('a job with an environment in Pulumi Cloud', () => {
  const ids = (start: string) => Object.keys(resourcesOf(first)).filter((id) => id.startsWith(start));

  test('may ask AWS for tokens for Pulumi alone, and for nothing of an issuer', () => {
    const { PolicyDocument } = propertiesOf(first, 'AWS::IAM::Policy', 'JobnightlyRunPolicy');
    const found = [statements(PolicyDocument)].flat();

    expect(found).toContainEqual({
      Effect: 'Allow',
      Action: 'sts:GetWebIdentityToken',
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['urn:pulumi:org:acme'] },
        NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
      },
    });
    expect(permissions(PolicyDocument).filter((line) => line.startsWith('lambda:'))).toEqual([]);
    expect(ids('Environmentpulumi')).toEqual([]);
  });

  test('has no address of an issuer; the others have no such permission', () => {
    const nightly = propertiesOf(first, 'AWS::Lambda::Function', 'JobnightlyRunFunction');
    const { PolicyDocument } = propertiesOf(first, 'AWS::IAM::Policy', 'JoblocalRunPolicy');

    expect(Object.keys(Object(field(nightly['Environment'], 'Variables')))).not.toContain(
      'NIGHTSHIFT_ISSUE_TOKEN',
    );
    expect(permissions(PolicyDocument).filter((line) => line.startsWith('sts:'))).toEqual([]);
  });

  test('adds nothing to our own issuer: neither an audience nor a signer', () => {
    const own = propertiesOf(base, 'AWS::IAM::OIDCProvider', 'IssuerProvider');
    const signers = Object.keys(resourcesOf(base)).filter((id) => id.includes('Signer'));

    expect(own['ClientIdList']).toEqual(['aws:acme']);
    expect(signers.filter((id) => id.includes('pulumi'))).toEqual([]);
  });
});

test('names of roles stay apart and fit', () => {
  const names = ['a-b/c', 'a/b-c', 'A/b-c', `${'p'.repeat(60)}/${'n'.repeat(60)}`, 'ops/backup'].map(
    (name) => cloudEnvironmentInput(`pulumi://acme/${name}`)?.logins[0]?.roleName ?? '',
  );

  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(64);
});

test('the local stack makes the provider as its emulator can', () => {
  const { base: emulated } = synthesize({ ...wanted, differences: local });
  const provider = propertiesOf(emulated, 'Custom::AWSCDKOpenIdConnectProvider', 'PulumiProvider');

  expect(provider).toMatchObject({ Url: 'https://api.pulumi.com/oidc', ThumbprintList: ['0'.repeat(40)] });
});
