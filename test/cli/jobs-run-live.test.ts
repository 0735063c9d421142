import { createServer, type ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { inProject, project } from './jobs-project.ts';
import { startNightshift, unsignedToken } from './run-command.ts';

const output = JSON.stringify({ job: 'inventory', functionName: 'fn', logGroup: '/aws/lambda/fn' });
const stacks = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
  <Stacks><member><StackName>Nightshift-Jobs-1</StackName><Outputs><member><OutputKey>JobInventory</OutputKey>
  <OutputValue>${output}</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const base = stacks
  .replace('Nightshift-Jobs-1', 'Nightshift')
  .replace('JobInventory', 'Ledger')
  .replace(output, 'ledger-table');
const caller = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/alice</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** DynamoDB takes what it is given; its requests alone are JSON. */
function answer(body: string, response: ServerResponse): void {
  if (body.startsWith('{'))
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  else {
    const form = new URLSearchParams(body);
    const text = form.get('StackName') === 'Nightshift' ? base : stacks;
    const isSts = form.get('Action') === 'GetCallerIdentity';
    response.writeHead(200, { 'content-type': 'text/xml' }).end(isSts ? caller : text);
  }
}

/** CloudFormation, DynamoDB, STS and Lambda on loopback, for as long as the work takes. */
async function withAws(
  invoke: (body: string, response: ServerResponse) => void,
  work: (env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === '/2015-03-31/functions/fn/invocations')
      invoke(Buffer.concat(chunks).toString(), response);
    else answer(Buffer.concat(chunks).toString(), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
  try {
    await work({
      ...credentials,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('Ctrl-C ends the wait at once with 130, and says that the function runs on', async () => {
  await inProject(project, async (cwd) => {
    let invoked = () => {};
    const asked = new Promise<void>((resolve) => {
      invoked = resolve;
    });
    await withAws(
      () => invoked(),
      async (env) => {
        const { child, ended } = startNightshift(cwd, ['jobs', 'run', 'inventory'], env);
        await asked;
        child.kill('SIGINT');

        expect(await ended).toEqual({
          exitCode: 130,
          stdout: '',
          stderr:
            'nightshift: interrupted; job "inventory" runs on in its function, see "nightshift jobs history inventory"\n',
        });
      },
    );
  });
}, 30_000);

test('the live operator finds the function, asks it once, and shows its answer', async () => {
  await inProject(project, async (cwd) => {
    const bodies: unknown[] = [];
    const timedOut = {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: 1 Error: Task timed out after 60.00 seconds',
    };
    const answer = (body: string, response: ServerResponse) => {
      bodies.push(JSON.parse(body));
      response
        .writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify(timedOut));
    };
    await withAws(answer, async (env) => {
      const slot = '2026-03-06T17:00:00Z';
      const { ended } = startNightshift(cwd, ['jobs', 'run', 'inventory', '--slot', slot], env);
      const { exitCode, stderr } = await ended;

      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^nightshift: job "inventory" ran out of time after 60 s .*\(FunctionTimeout\)\n$/,
      );
      expect(bodies).toEqual([{ nightshift: { mode: 'apply', slot } }]);
    });
  });
}, 30_000);

test('a shell without credentials is told so', async () => {
  await inProject(project, async (cwd) => {
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { exitCode, stdout, stderr } = await startNightshift(cwd, ['jobs', 'history', 'inventory'], env)
      .ended;

    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'nightshift: no AWS credentials here; log in (aws sso login), or set AWS_PROFILE (NoCredentials)\n',
    });
  });
}, 30_000);

/** STS and S3, which say what they were asked. */
function serveChain(asked: string[]) {
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const as = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody';
    asked.push(`${form.get('Action') ?? 'ListBuckets'} ${form.get('RoleArn') ?? ''} by ${as}`);
    response.writeHead(200, { 'content-type': 'text/xml' }).end(request.method === 'GET' ? buckets : role);
  });
}

const buckets = `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets><Bucket><Name>acme-logs</Name>
  <CreationDate>2026-01-02T03:04:05.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>`;
const role = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
  <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>very-secret</SecretAccessKey><SessionToken>very-secret</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

test('--local does the real task with the token of this shell and the role of the environment', async () => {
  const text = `${project['environments/ops/inventory.yaml'].replace('sessionName: s ', 'sessionName: shell ')}  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_SESSION_TOKEN: \${aws.login.sessionToken}
`;
  const now = Math.floor(Date.now() / 1_000);
  const token = unsignedToken({
    iss: 'https://i.example',
    aud: 'aws:acme',
    sub: 's',
    iat: now,
    exp: now + 600,
  });
  await inProject({ ...project, 'environments/ops/inventory.yaml': text, token }, async (cwd) => {
    const asked: string[] = [];
    const server = serveChain(asked);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const argv = ['jobs', 'run', 'inventory', '--local', '--account', '123456789012'];
    const { ended } = startNightshift(cwd, [...argv, '--token-source', 'file:token'], {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    });
    const { exitCode, stdout, stderr } = await ended;
    server.close();

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/2026-01-02 03:04:05 acme-logs\nsucceeded: /);
    expect(asked).toEqual([
      'AssumeRoleWithWebIdentity arn:aws:iam::123456789012:role/inventory by nobody',
      expect.stringMatching(/^ListBuckets {2}by ASIAROLE$/),
    ]);
    expect(stdout).not.toContain('very-secret');
  });
}, 30_000);
