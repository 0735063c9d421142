import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cli } from '../../lib/cli/cli.ts';
import { pulumiEnvironments } from '../../lib/cli/env-pulumi.ts';
import { DocumentError, UsageError } from '../../lib/model/errors.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/pulumi-cloud.ts';
import { runAt, startNightshift } from './run-command.ts';

const canary = 'pul-canary-token';
const login = `values:
  login: { fn::open::aws-login: { oidc: { roleArn: r, sessionName: s } } }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${login.secretAccessKey}
    AWS_SESSION_TOKEN: \${login.sessionToken}
`;
const environments = {
  'acme/ops/backup': login,
  'acme/default/plain': 'values: { a: 1.50 }\n',
  'alice/default/mine': 'values: { who: alice }\n',
  'acme/alice/twice': 'values: { a: 1 }\n',
  'alice/default/twice': 'values: { a: 2 }\n',
  'acme/ops/broken': 'values:\n  a: ${nope}\n  environmentVariables:\n    B: ${gone}\n',
};
let fake: FakeCloud;
let cwd: string;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'nightshift-cloud-'));
  fake = await startFakeCloud({ tokens: [canary], environments });
});

afterEach(async () => {
  await fake.close();
  rmSync(cwd, { recursive: true });
});

const env = () => ({ PULUMI_ACCESS_TOKEN: canary, PULUMI_BACKEND_URL: fake.url, HOME: cwd });
const now = new Date('2026-03-06T17:00:00Z');
const call = (...argv: readonly string[]) => runAt({ cwd, env: env(), now }, ...argv);
const inCloud = ['--backend', 'pulumi'];

describe('names', () => {
  test.each([
    ['acme/ops/backup', 'acme/ops/backup'],
    ['pulumi://acme/ops/backup', 'acme/ops/backup'],
    ['ops/backup', 'acme/ops/backup'],
    ['plain', 'acme/default/plain'],
    ['acme/plain', 'acme/default/plain'],
    ['acme/ops/backup@1', 'acme/ops/backup/versions/1'],
  ])('%s is %s', async (wanted, path) => {
    expect(await call('open', ...inCloud, wanted)).toMatchObject({ exitCode: 0 });
    expect(fake.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toContain(
      `POST /api/esc/environments/${path}/open`,
    );
  });

  test('two parts that may mean two environments are not guessed at', async () => {
    const { exitCode, stderr } = await call('open', ...inCloud, 'alice/twice');

    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'nightshift: "alice/twice" may be "acme/alice/twice" or "alice/default/twice"; write all three parts\n',
    );
  });

  test('two parts that mean an organization are taken so, and said so', async () => {
    expect(await call('open', ...inCloud, 'alice/mine', 'who', '-f', 'string')).toEqual({
      exitCode: 0,
      stdout: 'alice\n',
      stderr: 'warning: "alice/mine" is taken as "alice/default/mine"\n',
    });
  });

  test.each([
    ['acme/ops/gone', 'there is no environment "acme/ops/gone" in Pulumi Cloud, or none for this login'],
    ['ops/gone', 'there is no environment "acme/ops/gone", nor "ops/default/gone", in Pulumi Cloud'],
    ['a/b/c/d', '"a/b/c/d" is no environment; write [organization/][project/]name[@version]'],
  ])('%s is a mistake of the caller', async (wanted, message) => {
    const { exitCode, stderr } = await call('open', ...inCloud, wanted);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('commands', () => {
  test('open prints values as for a file; diagnostics of the service read as ours', async () => {
    const good = await call('env', 'open', ...inCloud, 'acme/default/plain', '-f', 'json');
    const broken = await call('env', 'open', ...inCloud, 'acme/ops/broken');

    expect(good).toEqual({ exitCode: 0, stdout: '{\n  "a": 1.5\n}\n', stderr: '' });
    expect(broken).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'ops/broken:2:8: unknown property "nope"\nops/broken:4:10: unknown property "gone"\n',
    });
  });

  test('run starts the command with the variables, redacts, and keeps the access token to itself', async () => {
    const script =
      'echo "$AWS_SECRET_ACCESS_KEY"; cat /proc/$$/cmdline /proc/$PPID/cmdline | tr "\\0" " "; exit 3';
    const ended = await startNightshift(
      cwd,
      ['run', 'pulumi://acme/ops/backup', '--', 'sh', '-c', script],
      env(),
    ).ended;

    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain('[secret]');
    expect(ended.stdout + ended.stderr).not.toContain('fake-secret-key');
    expect(ended.stdout + ended.stderr).not.toContain(canary);
  });

  test('run starts nothing when the environment has errors', async () => {
    const ended = await call('run', ...inCloud, 'acme/ops/broken', '--', 'touch', 'started');

    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('credentials say that they expire within the shortest session there is, and are kept until then', async () => {
    const first = await call('credentials', ...inCloud, 'acme/ops/backup');
    const opened = fake.requests.length;

    expect(JSON.parse(first.stdout)).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAFAKE',
      SecretAccessKey: 'fake-secret-key',
      SessionToken: 'fake-session',
      Expiration: '2026-03-06T17:15:00.000Z',
    });
    expect(await call('credentials', ...inCloud, 'acme/ops/backup')).toEqual(first);
    expect(fake.requests).toHaveLength(opened);
  });

  test('ls lists all pages, the own organization’s without its name', async () => {
    const { stdout } = await call('env', 'ls', '--backend', fake.url);

    expect(stdout).toBe(
      'alice/twice\ndefault/plain\nops/backup\nops/broken\nalice/default/mine\nalice/default/twice\n',
    );
  });

  test('the shell’s token goes to the shell’s own address alone', async () => {
    const env = { HOME: cwd, PULUMI_ACCESS_TOKEN: canary };

    const { exitCode, stderr } = await runAt({ cwd, env, now }, 'env', 'ls', '--backend', fake.url);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('PULUMI_ACCESS_TOKEN is for https://api.pulumi.com, not for http://127.0.0.1');
    expect(stderr).not.toContain(canary);
    expect(fake.requests).toEqual([]);
  });

  test('says how to log in, and that a word is no backend', async () => {
    const loggedOut = await runAt({ cwd, env: { HOME: cwd }, now }, 'open', '--backend', fake.url, 'a/b/c');
    const unknown = await call('env', 'ls', '--backend', 'cloud');

    expect(loggedOut.stderr).toMatch(
      /^nightshift: not logged in to http.*: run "nightshift login", or set PULUMI_/,
    );
    expect(unknown.stderr).toContain('--backend: "cloud" is none of files, pulumi, nor an address');
    expect([loggedOut.exitCode, unknown.exitCode]).toEqual([2, 2]);
  });
});

describe('changing environments', () => {
  const cloud = (verb: string, ...argv: readonly string[]) => call('env', verb, ...inCloud, ...argv);

  test('init, set, get, check and rm do there what they do with files', async () => {
    writeFileSync(join(cwd, 'new.yaml'), 'values:\n  # kept\n  region: eu-west-1\n');

    expect(await cloud('init', 'ops/new', '-f', 'new.yaml')).toEqual({
      exitCode: 0,
      stdout: 'Environment created: acme/ops/new\n',
      stderr: '',
    });
    expect(await cloud('set', 'ops/new', 'db.user', 'app')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await cloud('set', 'ops/new', 'db.password', 'canary-word', '--secret')).toMatchObject({
      exitCode: 0,
    });
    expect(fake.store.find('acme/ops/new')?.text).toMatch(/# kept\n {2}region: eu-west-1\n {2}db:\n/);
    expect(fake.store.find('acme/ops/new')?.text).not.toContain('canary-word');
    expect(await cloud('get', 'ops/new', 'db.user', '--value', 'string')).toMatchObject({ stdout: 'app\n' });
    expect((await cloud('get', 'ops/new', 'db', '--value', 'json')).stdout).not.toContain('canary-word');
    expect(await cloud('check', 'ops/new')).toEqual({
      exitCode: 0,
      stdout: 'ops/new: all right\n',
      stderr: '',
    });
    expect(await cloud('rm', 'ops/new', 'db.user')).toMatchObject({ exitCode: 0 });
    expect(await cloud('rm', 'ops/new', '-y')).toMatchObject({
      stdout: 'Environment "acme/ops/new" has been removed!\n',
    });
    expect(fake.store.find('acme/ops/new')).toBeUndefined();
  });

  test('get tells secrets in plain text only when it is asked to', async () => {
    await cloud('set', 'ops/backup', 'key', 'canary-word', '--secret');

    expect((await cloud('get', 'ops/backup', 'key', '--definition', '--show-secrets')).stdout).toContain(
      'canary-word',
    );
    expect((await cloud('get', 'ops/backup', 'key', '--definition')).stdout).not.toContain('canary-word');
  });

  test('check prints the service’s mistakes at their places in the named document', async () => {
    expect(await cloud('check', 'ops/broken')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'acme/ops/broken:2:8: unknown property "nope"\nacme/ops/broken:4:10: unknown property "gone"\n',
    });
  });

  test('what the service refuses is not stored, and leaves nothing behind', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), 'values:\n  a: ${nope}\n');

    const ended = await cloud('init', 'ops/bad', '-f', 'bad.yaml');

    expect(ended).toMatchObject({ exitCode: 2, stderr: 'acme/ops/bad:2:8: unknown property "nope"\n' });
    expect(fake.store.find('acme/ops/bad')).toBeUndefined();
  });
});

describe('the backend', () => {
  const backend = () => {
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const cli: Cli = { argv: [], env: env(), cwd, ...streams, now: () => now, fetch, exitCode: 0 };
    return pulumiEnvironments(cli);
  };

  test('makes, reads, writes, checks, decrypts and removes', async () => {
    const { create, read, write, check, readDecrypted, remove, list } = backend();
    const title = await create('ops/fresh');
    const { etag } = await read('acme/ops/fresh');
    const text = 'values:\n  # kept\n  a: { fn::secret: canary }\n';
    const warnings = await write('ops/fresh', { text, etag, encrypt: true });

    expect(title).toEqual({ organization: 'acme', project: 'ops', name: 'fresh' });
    expect(warnings).toEqual([]);
    expect((await read('ops/fresh')).text).toContain('# kept\n  a: { fn::secret:');
    expect((await read('ops/fresh')).text).not.toContain('canary');
    expect((await readDecrypted('ops/fresh')).text).toContain('canary');
    expect((await check('ops/fresh', 'values:\n  b: ${c}\n')).diagnostics).toEqual([
      { severity: 'error', file: 'acme/ops/fresh', line: 2, column: 8, message: 'unknown property "c"' },
    ]);
    await expect(create('ops/fresh')).rejects.toThrow(new UsageError('"acme/ops/fresh" exists already'));
    await remove('ops/fresh');
    expect((await list({ project: 'ops' })).map(({ name }) => name)).toEqual(['backup', 'broken']);
  });

  test('never overwrites what somebody else has written since', async () => {
    const { read, write } = backend();
    const { etag } = await read('ops/backup');
    await write('ops/backup', { text: 'values: { theirs: 1 }\n', etag, encrypt: true });

    const writing = write('ops/backup', { text: 'values: { mine: 1 }\n', etag, encrypt: true });

    await expect(writing).rejects.toMatchObject({
      code: 'Conflict',
      message: '"acme/ops/backup" has changed since it was read; nothing was written, do it again',
    });
    expect((await read('ops/backup')).text).toBe('values: { theirs: 1 }\n');
  });

  test('stores nothing that is wrong, and does not change versions', async () => {
    const { write } = backend();

    const wrong = write('ops/backup', { text: 'values:\n  a: ${b}\n', encrypt: true });

    await expect(wrong).rejects.toBeInstanceOf(DocumentError);
    await expect(wrong).rejects.toMatchObject({ diagnostics: [{ file: 'acme/ops/backup', line: 2 }] });
    await expect(write('ops/backup@1', { text: '', encrypt: true })).rejects.toThrow(
      'a version cannot be changed; leave "@1" out',
    );
  });
});
