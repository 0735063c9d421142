import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inProject, nightshift } from './jobs-project.ts';
import { serveSts, startNightshift, unsignedToken } from './run-command.ts';

const files = {
  'jobs.yaml': 'organization: acme\njobs: {}\n',
  'environments/ops/x.yaml': `values:
  db: { password: { "fn::secret": hunter2-password }, port: 5432 }
  pem: { "fn::secret": "-----BEGIN-----\\nMIIEvQIBADAN\\n-----END-----\\n" }
  environmentVariables: { PASSWORD: '\${db.password}', URL: 'postgres://u:\${db.password}@h', EMPTY: null, PLAIN: one }
  files: { KEY_FILE: '\${pem}' }
`,
  'environments/ops/broken.yaml': 'values: { a: "${nope}", b: { "fn::nope": 1 } }\n',
  'environments/default/alone.yaml': 'values: { environmentVariables: { NAME: alone } }\n',
  'environments/ops/login.yaml': `values:
  aws:
    login:
      fn::open::aws-login:
        oidc: { duration: 1h, roleArn: "arn:aws:iam::\${context.aws.account}:role/backup", sessionName: nightshift }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_SESSION_TOKEN: \${aws.login.sessionToken}
`,
};

const sh = (script: string) => ['--', '/bin/sh', '-c', script];

describe('run', () => {
  test('gives the variables and redacts every secret in the output', async () => {
    await inProject(files, async (root) => {
      const script =
        'echo $PASSWORD $URL [$EMPTY] $PLAIN; printf %s "$PASSWORD" | base64; cat $KEY_FILE; echo $PASSWORD >&2';
      expect(await nightshift(root, 'run', 'ops/x', ...sh(script))).toEqual({
        exitCode: 0,
        stdout: '[secret] [secret] [] one\n[secret]\n[secret]',
        stderr: '[secret]\n',
      });
    });
  });

  test.each([
    ['org/project/env', ['run', 'acme/ops/x', '--', 'echo', 'ran']],
    ['project/env without --', ['run', 'ops/x', 'echo', 'ran']],
    ['as env run', ['env', 'run', 'ops/x', 'echo', 'ran']],
    ['org/env of project default', ['run', 'acme/alone', 'echo', 'ran']],
    ['env of project default', ['run', 'alone', 'echo', 'ran']],
    ['a file', ['run', './environments/ops/x.yaml', 'echo', 'ran']],
    ['-i after the environment', ['env', 'run', 'ops/x', '-i', 'echo', 'ran']],
    ['-i before it', ['run', '-i', 'ops/x', '--', 'echo', 'ran']],
    ['a token source before it', ['run', '--token-source', 'file:/none', 'ops/x', 'echo', 'ran']],
    ['a token source after it', ['run', 'ops/x', '--token-source', 'file:/none', '-i', 'echo', 'ran']],
    ['options with = after it', ['run', 'ops/x', '--region=eu-west-1', '--account=1', '--', 'echo', 'ran']],
  ])('takes %s', async (_what, argv) => {
    await inProject(files, async (root) => {
      expect(await nightshift(root, ...argv)).toEqual({ exitCode: 0, stdout: 'ran\n', stderr: '' });
    });
  });

  test('leaves the arguments alone, but for --expand', async () => {
    await inProject(files, async (root) => {
      const words = ['printf', '%s|', '${db.port}', '$$', '${nope}', '--help', '-i'];

      expect((await nightshift(root, 'run', 'ops/x', ...words)).stdout).toBe(
        '${db.port}|$$|${nope}|--help|-i|',
      );
      const expanded = await nightshift(
        root,
        'run',
        '--expand',
        'ops/x',
        'echo',
        '${db.port}',
        'a${db["port"]}b',
      );
      expect(expanded.stdout).toBe('5432 a5432b\n');
      expect(await nightshift(root, 'run', 'ops/x', '--expand', 'echo', '${nope}')).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'nightshift: --expand: the environment has no value "nope"\n',
      });
    });
  });

  test('shows everything with -i', async () => {
    await inProject(files, async (root) => {
      const { stdout } = await nightshift(root, 'run', '-i', 'ops/x', ...sh('echo $PASSWORD'));

      expect(stdout).toBe('hunter2-password\n');
    });
  });

  test('unsets a null variable where that is asked for', async () => {
    await inProject(files, async (root) => {
      const argv = ['run', '--unset-null', 'ops/x', ...sh('echo ${EMPTY-unset}')];

      expect((await nightshift(root, ...argv)).stdout).toBe('unset\n');
    });
  });

  test.each([
    [sh('exit 3'), 3, ''],
    [sh('kill -TERM $$'), 143, ''],
    [
      ['nightshift-has-no-such-command'],
      127,
      'nightshift: command not found: "nightshift-has-no-such-command"\n',
    ],
    [['/etc/passwd'], 126, 'nightshift: cannot run "/etc/passwd": EACCES\n'],
  ])('ends as the command ends: %j', async (command, exitCode, stderr) => {
    await inProject(files, async (root) => {
      expect(await nightshift(root, 'run', 'ops/x', ...command)).toEqual({ exitCode, stdout: '', stderr });
    });
  });

  test('starts nothing when the environment has errors, and ends with 2', async () => {
    await inProject(files, async (root) => {
      expect(await nightshift(root, 'run', 'ops/broken', 'echo', 'ran')).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: [
          'environments/ops/broken.yaml:1:14: unknown property "nope"',
          "environments/ops/broken.yaml:1:30: 'fn::' is a reserved prefix",
          '',
        ].join('\n'),
      });
    });
  });

  test.each([
    [['run', 'ops/x'], /^nightshift: name the command to run/],
    [['run', 'ops/x', '--'], /^nightshift: name the command to run/],
    [['run', 'ops/x', '--nope', 'echo'], /^nightshift: unknown option "--nope" before the command/],
    [
      ['run', '--token-source', 'nope', 'ops/x', 'true'],
      /^nightshift: token source "nope": write issuer, issuer:FUNCTION/,
    ],
    [['run', 'ops/none', 'echo'], /^nightshift: there is no environment "ops\/none"/],
  ])('says how to call it: %j', async (argv, message) => {
    await inProject(files, async (root) => {
      const { exitCode, stderr } = await nightshift(root, ...argv);

      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
    });
  });
});

describe('run as a process', () => {
  test('hands a signal to all that the command started, and leaves no file behind', async () => {
    await inProject(files, async (root) => {
      const script = 'trap "echo caught; exit 7" TERM; echo $KEY_FILE; sleep 60 & wait';
      const { child, ended, printed } = startNightshift(root, ['run', 'ops/x', ...sh(script)]);
      await printed('esc-');
      expect(readdirSync(root).filter((name) => name.startsWith('esc-'))).toHaveLength(1);
      child.kill('SIGTERM');

      expect(await ended).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('caught') });
      expect(readdirSync(root).filter((name) => name.startsWith('esc-'))).toEqual([]);
    });
  }, 20_000);

  test('passes its standard input on, and a reader that goes away ends it', async () => {
    await inProject(files, async (root) => {
      const { child, ended, printed } = startNightshift(root, [
        'run',
        'ops/x',
        ...sh('while echo line; do :; done; echo $?'),
      ]);
      await printed('line');
      child.stdout?.destroy();

      expect((await ended).exitCode).not.toBe(0);
      expect(readdirSync(root).filter((name) => name.startsWith('esc-'))).toEqual([]);
    });
  }, 20_000);
});

describe('run and credentials with aws-login', () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const good = {
    iss: 'https://issuer.example',
    aud: 'aws:acme',
    sub: 'pulumi:environments:org:acme:env:ops/login',
    exp: nowSeconds + 600,
  };
  let sts: Awaited<ReturnType<typeof serveSts>>;
  beforeAll(async () => {
    sts = await serveSts();
  });
  afterAll(() => {
    sts.server.close();
  });

  function env(token: string): Record<string, string> {
    const source = `command:echo ${token}`;
    return { AWS_ENDPOINT_URL: sts.url, NIGHTSHIFT_TOKEN_SOURCE: source, AWS_REGION: 'eu-central-1' };
  }

  test('the command has the credentials of the role, and its output does not', async () => {
    await inProject(files, async (root) => {
      const script =
        'echo $AWS_SECRET_ACCESS_KEY; test "$AWS_SESSION_TOKEN" = very-secret-session && echo same';
      const argv = ['run', '--account', '123456789012', 'ops/login', ...sh(script)];
      const { ended } = startNightshift(root, argv, env(unsignedToken(good)));

      expect(await ended).toEqual({ exitCode: 0, stdout: '[secret]\nsame\n', stderr: '' });
      expect(sts.forms.at(-1)?.get('RoleArn')).toBe('arn:aws:iam::123456789012:role/backup');
    });
  }, 20_000);

  test('the account is asked for where the shell has credentials', async () => {
    await inProject(files, async (root) => {
      const shell = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' };
      const variables = { ...env(unsignedToken(good)), ...shell };
      const { ended } = startNightshift(root, ['run', 'ops/login', 'true'], variables);

      expect(await ended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      expect(sts.forms.slice(-2).map((form) => form.get('Action'))).toEqual([
        'GetCallerIdentity',
        'AssumeRoleWithWebIdentity',
      ]);
    });
  }, 20_000);

  test('a bad token is not sent: named at its node, exit 1, the command not started, the token not shown', async () => {
    await inProject(files, async (root) => {
      const token = unsignedToken({ ...good, exp: nowSeconds - 1 });
      const sent = sts.forms.length;
      const argv = ['run', '--account', '123456789012', 'ops/login', 'echo', 'ran'];
      const { exitCode, stdout, stderr } = await startNightshift(root, argv, env(token)).ended;

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(
        /^environments\/ops\/login\.yaml:4:7: .*was not sent: the token expired at \S+\n$/,
      );
      expect(stderr).not.toContain(token);
      expect(sts.forms).toHaveLength(sent);
    });
  }, 20_000);
});
