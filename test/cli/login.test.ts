import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { main } from '../../lib/cli/main.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/pulumi-cloud.ts';
import { unsignedToken } from './run-command.ts';

const canary = 'pul-canary-secret';
const registration = {
  organization: 'acme',
  issuer: 'https://issuer.example',
  subject: 'ci',
  as: 'team:ops',
};
let fake: FakeCloud;
let home: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'nightshift-login-'));
  fake = await startFakeCloud({ tokens: [canary], registrations: [registration] });
});

afterEach(async () => {
  await fake.close();
  rmSync(home, { recursive: true });
});

const file = () => join(home, '.config/nightshift/login.json');
const subjectToken = (sub: string) =>
  unsignedToken({ iss: 'https://issuer.example', aud: 'urn:pulumi:org:acme', sub, exp: 4_000_000_000 });

interface Input {
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: string;
  readonly isTTY?: boolean;
}

async function call({ env = {}, typed = '', isTTY = false }: Input, ...argv: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdin.end(typed);
  const process = {
    argv,
    env: { HOME: home, ...env },
    cwd: home,
    now: () => new Date(0),
    fetch,
    exitCode: 0,
  };
  const exitCode = await main({ ...process, stdin, stdout, stderr });
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

describe('login', () => {
  test.each([
    ['typed at the prompt', { typed: `${canary}\n`, isTTY: true }],
    ['piped in', { typed: `${canary}\n` }],
    ['in PULUMI_ACCESS_TOKEN', { env: { PULUMI_ACCESS_TOKEN: canary } }],
  ])('takes a token %s, shows it nowhere, and keeps it for its owner alone', async (_how, input) => {
    const { exitCode, stdout, stderr } = await call(input, 'login', fake.url);

    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Logged in to 127.0.0.1:\d+ as alice \(http:.*\/alice\)\n$/),
    });
    expect(stdout + stderr).not.toContain(canary);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.config/nightshift')).mode & 0o777).toBe(0o700);
    expect(fake.requests.every(({ url, body }) => !url.includes(canary) && !body.includes(canary))).toBe(
      true,
    );
  });

  test('respects PULUMI_BACKEND_URL', async () => {
    const env = { PULUMI_BACKEND_URL: fake.url, PULUMI_ACCESS_TOKEN: canary };

    expect(await call({ env }, 'login')).toMatchObject({ exitCode: 0 });
  });

  test('keeps nothing when the service does not know the token', async () => {
    const ended = await call({ typed: 'pul-wrong\n' }, 'login', fake.url);

    expect(ended).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^nightshift: cannot log in to 127.*nightshift login.*\(Unauthorized\)\n$/,
      ),
    });
    expect(ended.stderr).not.toContain('pul-wrong');
    expect(existsSync(file())).toBe(false);
  });

  test.each([
    [['login', 'file://~'], /"file:\/\/~" keeps stacks, not environments/],
    [['login', 'http://api.pulumi.example'], /must be one such as https:\/\/api.pulumi.com/],
    [['login', 'https://user:word@api.pulumi.example'], /must be one such as/],
    [['login', '--oidc-token', 'a.b.c'], /--oidc-token needs --oidc-org NAME/],
    [['login', '--oidc-token', 'file://none', '--oidc-org', 'acme'], /the file "none" cannot be read/],
    [['login', '--oidc-token', 'x', '--oidc-org', 'a', '--oidc-expiration', '2'], /"2" is no duration/],
    [['login'], /no access token was given/],
  ])('says how to call it: %j', async (argv, message) => {
    const { exitCode, stderr } = await call({}, ...argv);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('word');
  });
});

describe('login with an OIDC token', () => {
  const organization = ['--oidc-org', 'acme', '--oidc-team', 'ops', '--oidc-expiration', '15m'];

  test('exchanges it, from a file, for an access token of the team', async () => {
    writeFileSync(join(home, 'token'), `${subjectToken('ci')}\n`);
    const argv = ['login', fake.url, '--oidc-token', 'file://token', ...organization];

    expect(await call({}, ...argv)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(Object.fromEntries(new URLSearchParams(fake.requests[0]?.body))).toMatchObject({
      requested_token_type: 'urn:pulumi:token-type:access_token:team',
      scope: 'team:ops',
      expiration: '900',
    });
    expect(readFileSync(file(), 'utf8')).toContain('pul-exchanged');
  });

  test('says what to do when no policy lets it in, and never the token', async () => {
    const token = subjectToken('somebody');
    const { exitCode, stderr } = await call({}, 'login', fake.url, '--oidc-token', token, ...organization);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/answered 400 \(invalid_grant: register the issuer.*\(TokenExchangeRefused\)\n$/);
    expect(stderr).not.toContain(token);
    expect(existsSync(file())).toBe(false);
  });
});

describe('logout', () => {
  test('forgets the login and nothing else', async () => {
    await call({ typed: canary }, 'login', fake.url);

    expect(await call({}, 'logout')).toMatchObject({ exitCode: 0 });
    expect(existsSync(file())).toBe(false);
    expect(await call({}, 'logout')).toMatchObject({ exitCode: 2 });
  });

  test('tokens that others could read are not used any more', async () => {
    await call({ typed: canary }, 'login', fake.url);
    chmodSync(file(), 0o644);

    const refused = await call({}, 'logout');
    const cleared = await call({}, 'logout', '--all');

    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('can be reached by others'),
    });
    expect(cleared).toMatchObject({ exitCode: 0 });
    expect(existsSync(file())).toBe(false);
  });
});
