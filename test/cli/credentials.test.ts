import { chmodSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inProject } from './jobs-project.ts';
import { runAt, serveSts, unsignedToken } from './run-command.ts';

const five = new Date('2026-03-06T17:00:00Z');
const token = unsignedToken({
  iss: 'https://issuer.example',
  aud: 'aws:acme',
  sub: 'pulumi:environments:org:acme:env:ops/login',
  exp: five.getTime() / 1000 + 7200,
});
const printed = {
  Version: 1,
  AccessKeyId: 'ASIAEXAMPLE',
  SecretAccessKey: 'very-secret-key',
  SessionToken: 'very-secret-session',
  Expiration: '2026-03-06T18:00:00.000Z',
};
const login = `values:
  aws:
    login:
      fn::open::aws-login:
        oidc: { duration: 1h, roleArn: "arn:aws:iam::123456789012:role/backup", sessionName: nightshift }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_SESSION_TOKEN: \${aws.login.sessionToken}
`;
const files = {
  'jobs.yaml': 'organization: acme\njobs: {}\n',
  'environments/ops/login.yaml': login,
  'environments/ops/fixed.yaml':
    'values: { environmentVariables: { AWS_ACCESS_KEY_ID: AKIA, AWS_SECRET_ACCESS_KEY: { "fn::secret": fixed } } }\n',
  'environments/ops/none.yaml': 'values: { environmentVariables: { A: b } }\n',
};
let sts: Awaited<ReturnType<typeof serveSts>>;

beforeAll(async () => {
  sts = await serveSts();
});

afterAll(() => {
  sts.server.close();
});

function shell(cwd: string, now: Date = five) {
  const env = { HOME: cwd, AWS_ENDPOINT_URL: sts.url, NIGHTSHIFT_TOKEN_SOURCE: `command:echo ${token}` };
  return { cwd, now, env };
}

test('prints what credential_process expects', async () => {
  await inProject(files, async (root) => {
    const { exitCode, stdout, stderr } = await runAt(shell(root), 'credentials', 'ops/login');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(printed);
  });
});

test('asks STS again only five minutes before the end, when a document changed, or when told to', async () => {
  await inProject(files, async (root) => {
    const asked: number[] = [];
    const ask = async (now: Date, ...options: readonly string[]) => {
      const before = sts.forms.length;
      const { stdout } = await runAt(shell(root, now), 'credentials', ...options, 'ops/login');
      expect(JSON.parse(stdout)).toEqual(printed);
      asked.push(sts.forms.length - before);
    };
    await ask(five);
    await ask(new Date('2026-03-06T17:54:59Z'));
    await ask(new Date('2026-03-06T17:55:00Z'));
    await ask(five, '--no-cache');
    utimesSync(join(root, 'environments/ops/none.yaml'), five, new Date(0));
    await ask(five);

    expect(asked).toEqual([1, 0, 1, 1, 1]);
  });
});

test('keeps them where only their owner reads, and takes nothing from a file that others could have written', async () => {
  await inProject(files, async (root) => {
    await runAt(shell(root), 'credentials', 'ops/login');
    const folder = join(root, '.cache/nightshift/credentials');
    const [file = ''] = readdirSync(folder);
    const before = sts.forms.length;

    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(join(folder, file), 0o666);
    await runAt(shell(root), 'credentials', 'ops/login');
    expect(sts.forms.length - before).toBe(1);
  });
});

test('long-lived credentials have no end, and are not kept', async () => {
  await inProject(files, async (root) => {
    const { stdout } = await runAt(shell(root), 'credentials', 'ops/fixed');

    expect(JSON.parse(stdout)).toEqual({ Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 'fixed' });
    expect(readdirSync(root)).not.toContain('.cache');
  });
});

test('says which variables an environment lacks', async () => {
  await inProject(files, async (root) => {
    expect(await runAt(shell(root), 'credentials', 'ops/none')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'nightshift: environmentVariables must set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n',
    });
  });
});

test('tries a token file before anything else, and checks of it only what is asked for', async () => {
  await inProject(
    { ...files, token: `${unsignedToken({ sub: 's', exp: 4_000_000_000 })}\n` },
    async (root) => {
      const env = { HOME: root, AWS_ENDPOINT_URL: sts.url, AWS_WEB_IDENTITY_TOKEN_FILE: join(root, 'token') };
      const free = await runAt({ cwd: root, now: five, env }, 'credentials', 'ops/login');
      const bound = await runAt({ cwd: root, now: five, env }, 'credentials', '--audience', 'x', 'ops/login');

      expect(JSON.parse(free.stdout)).toEqual(printed);
      expect(bound.exitCode).toBe(1);
      expect(bound.stderr).toContain('the token\'s audience (aud) is missing, expected "x"');
    },
  );
});
