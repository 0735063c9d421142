import { expect, test } from '@jest/globals';
import { job, login, synthesize } from './support/app.ts';
import { field, permissions, propertiesOf, render, resourcesOf, statements } from './support/render.ts';

const jobs = [
  job('backup', { region: 'us-east-1' }),
  job('second', { environment: 'ops/backup' }),
  job('elsewhere', { role: 'existing' }),
  job('bare', { environment: 'default/bare' }),
  job('twice', { environment: 'ops/twice' }),
  job('twin-1', { environment: 'a-b/c' }),
  job('twin-2', { environment: 'a/b-c' }),
  job('twin-3', { environment: 'A/b-c' }),
];
const subjects = {
  named: 'pulumi:environments:pulumi.organization.login:acme:rootEnvironment.name:ops/twice',
};
const { base, first } = synthesize({
  jobs,
  environments: {
    'ops/backup': { logins: [login('ops/backup', { durationSeconds: 7200 })] },
    'ops/twice': {
      logins: [
        login('ops/twice', { subject: subjects.named }),
        login('ops/twice', { durationSeconds: 5400 }),
        login('ops/twice', { roleName: 'nightshift-other' }),
      ],
    },
    'a/b-c': { logins: [login('a/b-c', { roleName: 'twin-2' })] },
    'A/b-c': { logins: [login('A/b-c', { roleName: 'twin-3' })] },
  },
  statements: ({ name, environment }, place) =>
    environment !== 'ops/backup'
      ? []
      : [
          {
            reason: `why ${name}`,
            actions: ['s3:ListBucket'],
            resources: [`arn:${place.partition}:s3:::logs`],
          },
          {
            reason: 'queues',
            actions: ['sqs:SendMessage'],
            resources: [`arn:${place.partition}:sqs:${place.region}:${place.account}:${name}`],
            conditions: { StringEquals: { 'aws:ResourceTag/Team': 'ops' } },
          },
        ],
});

test('the role that an environment names is made, with what its jobs’ tasks need, each in its own Region', () => {
  const role = propertiesOf(base, 'AWS::IAM::Role', 'EnvironmentopsbackupRole');
  const condition = { StringEquals: { 'aws:ResourceTag/Team': 'ops' } };

  expect(role).toMatchObject({ RoleName: 'nightshift-ops-backup', MaxSessionDuration: 7200 });
  expect(statements(field([role['Policies']].flat()[0], 'PolicyDocument'))).toEqual([
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::logs' },
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: ['arn:aws:sqs:eu-central-1:111122223333:second', 'arn:aws:sqs:us-east-1:111122223333:backup'],
      Condition: condition,
    },
  ]);
});

test('a role trusts our provider, and of its tokens only those with its audience and its subject', () => {
  const role = propertiesOf(base, 'AWS::IAM::Role', 'EnvironmentopsbackupRole');

  expect(statements(role['AssumeRolePolicyDocument'])).toEqual([
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Effect: 'Allow',
      Principal: { Federated: '${IssuerProvider}' },
      Condition: { StringEquals: '${EnvironmentopsbackupRoleTrust.Value}' },
    },
  ]);
  expect(pinnedBy('EnvironmentopsbackupRoleTrust')).toEqual({
    'HOST:aud': 'aws:acme',
    'HOST:sub': 'pulumi:environments:org:acme:env:ops/backup',
  });
});

test('environments of the project "default" keep ESC’s older audience and subject', () => {
  expect(pinnedBy('EnvironmentdefaultbareRoleTrust')).toEqual({
    'HOST:aud': 'acme',
    'HOST:sub': 'pulumi:environments:org:acme:env:bare',
  });
});

test('a role that two logins open is made once, for both subjects and the longer session', () => {
  const role = propertiesOf(base, 'AWS::IAM::Role', 'EnvironmentopstwiceRole2');
  const once = base.findResources('AWS::IAM::Role', { Properties: { RoleName: 'nightshift-ops-twice' } });

  expect(role['RoleName']).toBe('nightshift-other');
  expect(Object.values(once)).toMatchObject([{ Properties: { MaxSessionDuration: 5400 } }]);
  expect(pinnedBy('EnvironmentopstwiceRoleTrust')).toMatchObject({
    'HOST:sub': [subjects.named, 'pulumi:environments:org:acme:env:ops/twice'],
  });
});

test('a role that exists elsewhere is not made, but its environment has its issuer', () => {
  const ids = Object.keys(resourcesOf(base)).filter((id) => id.startsWith('Environmentopselsewhere'));

  expect(ids).toEqual([expect.stringMatching(/^EnvironmentopselsewhereSigner/)]);
  expect(propertiesOf(first, 'AWS::Lambda::Function', 'Environmentopselsewhere')).toBeDefined();
});

test('jobs that share an environment share its issuer', () => {
  const functions = Object.keys(first.findResources('AWS::Lambda::Function'));
  const second = propertiesOf(first, 'AWS::IAM::Policy', 'JobsecondRun');

  expect(functions.filter((id) => id.startsWith('Environmentopsbackup'))).toHaveLength(1);
  expect(permissions(second['PolicyDocument'])).toContain(
    'lambda:InvokeFunction on ${EnvironmentopsbackupIssueTokenFunction.Arn}',
  );
});

test('an issuer function mints for the one environment that it is told, and may only sign', () => {
  const fn = propertiesOf(first, 'AWS::Lambda::Function', 'EnvironmentopsbackupIssueToken');
  const signer = propertiesOf(base, 'AWS::IAM::Role', 'EnvironmentopsbackupSigner');
  const policy = propertiesOf(first, 'AWS::IAM::Policy', 'EnvironmentopsbackupIssueToken');

  expect(render(fn['Environment'])).toEqual({
    Variables: {
      NIGHTSHIFT_ENVIRONMENT: 'ops/backup',
      NIGHTSHIFT_ISSUER_URL: '${Nightshift:IssuerApi.ApiEndpoint}',
      NIGHTSHIFT_KEY_ID: '${Nightshift:IssuerKey.Arn}',
    },
  });
  expect(render(fn['Role'])).toBe(`arn:aws:iam::111122223333:role/${signer['RoleName']}`);
  expect(permissions(field([signer['Policies']].flat()[0], 'PolicyDocument'))).toEqual([
    'kms:GetPublicKey, kms:Sign on ${IssuerKey.Arn}',
  ]);
  expect(policy['Roles']).toEqual([signer['RoleName']]);
  expect(permissions(policy['PolicyDocument'])).toEqual([
    'logs:CreateLogStream, logs:PutLogEvents on ${EnvironmentopsbackupIssueTokenLogs.Arn}',
  ]);
});

test('the names of signers differ although the environments’ names look alike, and IAM takes them', () => {
  const names = signerNames();

  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(7);
  for (const name of names) expect(name).toMatch(/^nightshift-issuer-eu-central-1-[\w.-]{1,31}$/);
});

test('nobody signs but the signers of the environments in use, whatever else IAM allows them', () => {
  const { KeyPolicy } = propertiesOf(base, 'AWS::KMS::Key', 'IssuerKey');

  expect(statements(KeyPolicy)).toEqual([
    {
      Sid: 'AccountAdministers',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'OnlyIssuersSign',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Sign',
      Resource: '*',
      Condition: {
        StringNotEquals: {
          'aws:PrincipalArn': signerNames().map((name) => `arn:aws:iam::111122223333:role/${name}`),
        },
      },
    },
  ]);
});

function signerNames(): string[] {
  return Object.entries(resourcesOf(base))
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && /Signer/.test(id))
    .map(([, { Properties }]) => String(Properties['RoleName']));
}

/** The condition that a role's trust is made of, the issuer's host standing as HOST. */
function pinnedBy(id: string): unknown {
  const { Value } = propertiesOf(base, 'Custom::AWSCDKCfnJson', id);
  const [, parts] = [field(Value, 'Fn::Join')].flat();
  const isHost = (part: unknown) =>
    JSON.stringify(render(part)) === '{"Fn::Select":[2,{"Fn::Split":["/","${IssuerApi.ApiEndpoint}"]}]}';
  const text = [parts].flat().map((part) => (isHost(part) ? 'HOST' : part));
  return JSON.parse(text.join(''));
}

test('each environment’s issuer is told once, for the command line to find it', () => {
  const told = Object.entries(first.toJSON()['Outputs'])
    .filter(([name]) => name.startsWith('Environment'))
    .map(([, output]) => JSON.parse(String(render(field(output, 'Value')))));
  expect(told.map(({ environment }) => environment)).toEqual([
    'ops/backup',
    'ops/elsewhere',
    'default/bare',
    'ops/twice',
    'a-b/c',
    'a/b-c',
    'A/b-c',
  ]);
  expect(told[0].issuer).toBe('${EnvironmentopsbackupIssueTokenFunction}');
});
