import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  commandTokenSource,
  fileTokenSource,
  githubActionsTokenSource,
} from '../../lib/aws/token-sources.ts';
import { runAt, serveSts, unsignedToken } from '../cli/run-command.ts';
import { startFakeCloud } from '../fakes/pulumi-cloud.ts';

const now = new Date('2026-03-06T17:00:00Z');
const claims = { iss: 'https://issuer.example', aud: 'aws:acme', sub: 'ci', exp: now.getTime() / 1000 + 300 };
const document = `values:
  login: { fn::open::aws-login: { oidc: { roleArn: "arn:aws:iam::123456789012:role/r", sessionName: nightshift } } }
`;
let cwd: string;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nightshift-sources-'));
  writeFileSync(join(cwd, 'env.yaml'), document);
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(cwd, { recursive: true });
});

/** GitHub's endpoint of a workflow, which answers whoever has the job's request token. */
async function serveGithub(token: string) {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    const isAllowed = request.headers.authorization === 'Bearer request-secret';
    response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isAllowed ? { count: 1, value: token } : { message: `not ${token}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  return { requestUrl: `http://127.0.0.1:${port}/token?api-version=2.0`, received };
}

test('a workflow of GitHub Actions gets its token over HTTP, for the audience that is asked for', async () => {
  const { requestUrl, received } = await serveGithub('a.b.c');
  const source = { requestUrl, audience: 'aws:acme', fetch };

  expect(await githubActionsTokenSource({ ...source, requestToken: 'request-secret' }).token({})).toBe(
    'a.b.c',
  );
  expect(received[0]?.url).toBe('/token?api-version=2.0&audience=aws%3Aacme');
  await expect(githubActionsTokenSource({ ...source, requestToken: 'wrong' }).token({})).rejects.toThrow(
    /^cannot get a token from GitHub Actions: http:\/\/127\.0\.0\.1:\d+ answered 401$/,
  );
});

test('a file is read anew for every token', async () => {
  const file = join(cwd, 'token');
  const source = fileTokenSource(file, (path) => readFile(path, 'utf8'));
  writeFileSync(file, 'one\n');
  const first = await source.token({});
  writeFileSync(file, 'two\n');

  expect([first, await source.token({})]).toEqual(['one', 'two']);
});

test('a command’s output is the token; its failure tells the exit code alone', async () => {
  const run = (line: string) =>
    new Promise<string>((resolve, reject) => {
      execFile('/bin/sh', ['-c', line], (error, stdout) =>
        error === null ? resolve(stdout) : reject(error),
      );
    });

  expect(await commandTokenSource('echo a.b.c', run).token({})).toBe('a.b.c');
  await expect(commandTokenSource('echo a.b.c; exit 3', run).token({})).rejects.toThrow(
    /^cannot get a token from the command "echo a.b.c; exit 3": exit code 3$/,
  );
});

test.each([
  ['AWS_WEB_IDENTITY_TOKEN_FILE', {}, []],
  ['the source file', { AWS_WEB_IDENTITY_TOKEN_FILE: '' }, ['--token-source', 'file:token']],
])('%s is taken by itself, and what it says goes to STS', async (_what, env, options) => {
  const token = unsignedToken(claims);
  writeFileSync(join(cwd, 'token'), token);
  const sts = await serveSts();
  closers.push(() => sts.server.close());
  const shell = { cwd, now, env: { AWS_WEB_IDENTITY_TOKEN_FILE: join(cwd, 'token'), ...env } };
  const file = options.length === 0 ? [] : ['--token-source', `file:${join(cwd, 'token')}`];
  const endpoint = { ...shell.env, AWS_ENDPOINT_URL: sts.url, AWS_REGION: 'us-east-1' };

  const { exitCode, stderr } = await runAt({ ...shell, env: endpoint }, 'open', './env.yaml', ...file);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(sts.forms[0]?.get('WebIdentityToken')).toBe(token);
});

test.each([
  ['github-actions', { aud: 'sts.amazonaws.com' }, /\(aud\) is "sts.amazonaws.com", expected "aws:acme"$/m],
  ['github-actions', { exp: 1 }, /the token expired at 1970/],
  [
    'command',
    { iss: 'https://other.example' },
    /\(iss\) is "https:\/\/other.example", expected "https:\/\/issuer/,
  ],
])('a token of the source %s with %j is not sent, and is not in the error', async (kind, wrong, message) => {
  const token = unsignedToken({ ...claims, ...wrong });
  const { requestUrl } = await serveGithub(token);
  const sts = await serveSts();
  closers.push(() => sts.server.close());
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-secret',
    AWS_ENDPOINT_URL: sts.url,
    AWS_REGION: 'us-east-1',
  };
  const source = kind === 'command' ? ['--token-source', `command:echo ${token}`] : [];
  const expected = [
    '--audience',
    'aws:acme',
    ...(kind === 'command' ? ['--issuer', 'https://issuer.example'] : []),
  ];

  const ended = await runAt({ cwd, now, env }, 'open', './env.yaml', ...source, ...expected);

  expect(ended).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(message) });
  expect(ended.stderr).not.toContain(token);
  expect(sts.forms).toEqual([]);
});

test('Pulumi Cloud signs one for who is logged in there', async () => {
  const fake = await startFakeCloud({ tokens: ['pul-secret'] });
  closers.push(() => fake.close());
  const sts = await serveSts();
  closers.push(() => sts.server.close());
  const env = { PULUMI_BACKEND_URL: fake.url, PULUMI_ACCESS_TOKEN: 'pul-secret', AWS_ENDPOINT_URL: sts.url };
  const options = ['--token-source', 'pulumi-cloud', '--organization', 'acme', '--region', 'us-east-1'];

  const ended = await runAt({ cwd, now, env: { ...env, HOME: cwd } }, 'open', './env.yaml', ...options);

  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  const [, body = ''] = sts.forms[0]?.get('WebIdentityToken')?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({ aud: 'aws:acme' });
});
