import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inProject } from './jobs-project.ts';
import { nightshiftCommand, serveSts, startNightshift, unsignedToken } from './run-command.ts';

const token = unsignedToken({
  iss: 'https://issuer.example',
  aud: 'aws:acme',
  sub: 'pulumi:environments:org:acme:env:ops/login',
  exp: Date.now() / 1000 + 600,
});
const files = {
  'jobs.yaml': 'organization: acme\ndefaults: { region: eu-central-1 }\njobs: {}\n',
  'environments/ops/login.yaml': `values:
  login:
    fn::open::aws-login:
      oidc: { duration: 1h, roleArn: "arn:aws:iam::123456789012:role/x", sessionName: nightshift }
  environmentVariables: { AWS_ACCESS_KEY_ID: "\${login.accessKeyId}" }
`,
};
const stacks: Readonly<Record<string, string>> = {
  'Nightshift-Jobs-1': '{"environment":"ops/other","issuer":"OtherIssuer"}',
  'Nightshift-Jobs-2': '{"environment":"ops/login","issuer":"LoginIssuer"}',
};
let sts: Awaited<ReturnType<typeof serveSts>>;
/** What was asked, in its order: stacks by name, functions by path. */
const asked: string[] = [];
let known = stacks;
let aws: { url: string; close: () => void };

beforeAll(async () => {
  sts = await serveSts();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const name = new URLSearchParams(Buffer.concat(chunks).toString()).get('StackName');
    asked.push(name ?? request.url ?? '');
    if (name === null) response.end(JSON.stringify({ token }));
    else response.writeHead(known[name] === undefined ? 400 : 200).end(describe(name));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  aws = { url: `http://127.0.0.1:${port}`, close: () => server.close() };
});
afterAll(() => {
  sts.server.close();
  aws.close();
});

function describe(name: string): string {
  const output = known[name];
  if (output === undefined) {
    return `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
  }
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs><member><OutputKey>EnvironmentxOutput</OutputKey>
    <OutputValue>${output}</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

const keys = { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'mine' };

function run(root: string, env: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  asked.length = 0;
  const surroundings = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_STS: sts.url,
  };
  const call = [...argv, 'acme/ops/login', '--', 'sh', '-c', 'echo id $AWS_ACCESS_KEY_ID'];
  return startNightshift(root, call, { ...surroundings, ...env }).ended;
}

test.each([
  ['by itself', {}],
  ['as it is told', { NIGHTSHIFT_TOKEN_SOURCE: 'issuer' }],
])('finds the issuer that the app deployed for the environment, %s', async (_, env) => {
  await inProject(files, async (root) => {
    known = stacks;
    expect(await run(root, { ...keys, ...env }, 'run', '-i')).toEqual({
      exitCode: 0,
      stdout: 'id ASIAEXAMPLE\n',
      stderr: '',
    });
    expect(asked).toEqual([
      'Nightshift-Jobs-1',
      'Nightshift-Jobs-2',
      '/2015-03-31/functions/LoginIssuer/invocations',
    ]);
  });
});

test('gives the credentials of --env to other commands as well', async () => {
  await inProject(files, async (root) => {
    known = stacks;
    asked.length = 0;
    const argv = ['sync', 's3://logs/', 's3://copy/', '--env', 'ops/login', '--region', 'us-west-2'];
    const env = { ...keys, AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_STS: sts.url };
    const { exitCode, stderr } = await startNightshift(root, argv, env).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'nightshift: environment "ops/login" sets no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n',
    });
    expect(asked).toContain('/2015-03-31/functions/LoginIssuer/invocations');
  });
});

const unnamed = 'no token source: name one with --token-source or NIGHTSHIFT_TOKEN_SOURCE';

test.each([
  [
    keys,
    {},
    `${unnamed} (the app's issuer: the app is not deployed in this account and Region; deploy it with "npx cdk deploy --all", or use --region)`,
  ],
  [
    keys,
    { 'Nightshift-Jobs-1': '{"environment":"ops/other","issuer":"OtherIssuer"}' },
    `${unnamed} (the app's issuer: environment "ops/login" has no issuer: no deployed job uses it)`,
  ],
  [
    {},
    stacks,
    `${unnamed} (the app's issuer: no AWS credentials here; log in (aws sso login), or set AWS_PROFILE)`,
  ],
])('with %j says why there is no token', async (env, deployed, message) => {
  await inProject(files, async (root) => {
    known = deployed;
    expect(await run(root, env, 'run')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `environments/ops/login.yaml:3:5: ${message}\n`,
    });
  });
});

test('a profile that takes its credentials from this very command ends, and calls it no second time', async () => {
  await inProject(files, async (root) => {
    known = stacks;
    const config = join(root, 'config');
    const line = [...nightshiftCommand, 'credentials', 'ops/login'].join(' ');
    writeFileSync(config, `[profile login]\nregion = eu-central-1\ncredential_process = ${line}\n`);
    const env = { AWS_CONFIG_FILE: config, AWS_PROFILE: 'login', AWS_EC2_METADATA_DISABLED: 'true' };
    const { exitCode, stderr } = await startNightshift(root, ['credentials', 'ops/login'], env).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `environments/ops/login.yaml:3:5: ${unnamed} (the app's issuer: no AWS credentials here; log in (aws sso login), or set AWS_PROFILE)\n`,
    });
  });
});
