import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fakeKms, SECRETS_KEY } from '../fakes/kms.ts';
import { inProject } from './jobs-project.ts';
import { runAt } from './run-command.ts';

const CANARY = 'canary-0f4d';
const file = 'environments/ops/app.yaml';
const project = {
  [file]: 'imports: [ops/base]\nvalues:\n  environmentVariables: {A: "${shared}"} # kept\n',
  'environments/ops/base.yaml': 'values: {shared: none}\n',
};
const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'very-secret' };
const before = { ...process.env };

// The SDK looks for a shell's credentials in the process's own environment.
beforeAll(() => {
  Object.assign(process.env, credentials);
});
afterAll(() => {
  process.env = before;
});

interface Surroundings {
  readonly key?: string;
  readonly input?: string;
}

/** A project with a KMS, and a person who types commands in it. */
function withKms(
  work: (typing: {
    readonly type: (words: readonly string[], more?: Surroundings) => ReturnType<typeof runAt>;
    readonly kms: ReturnType<typeof fakeKms>;
    readonly text: () => string;
    readonly root: string;
  }) => Promise<void>,
): Promise<void> {
  const kms = fakeKms();
  return inProject(project, (root) =>
    work({
      kms,
      root,
      text: () => readFileSync(join(root, file), 'utf8'),
      type: (words, { key = SECRETS_KEY, input = '' } = {}) => {
        const env = { ...credentials, NIGHTSHIFT_SECRETS_KEY: key, XDG_RUNTIME_DIR: root };
        const now = new Date('2026-03-06T17:00:00Z');
        return runAt({ cwd: root, env, now, input, fetch: kms.fetch }, ...words);
      },
    }),
  );
}

const done = { exitCode: 0, stdout: '', stderr: '' };

describe('env set --secret', () => {
  test('encrypts, keeps all else, and what was encrypted is opened again', async () => {
    await withKms(async ({ type, text }) => {
      expect(await type(['env', 'set', 'ops/app', 'token', CANARY, '--secret'])).toEqual(done);

      expect(text()).toMatch(/^imports: \[ops\/base\]\nvalues:\n {2}environmentVariables: .* # kept\n/);
      expect(text()).toMatch(/\n {2}token:\n {4}fn::secret:\n {6}ciphertext: ZXNje[\w+/=]+\n$/);
      expect(text()).not.toContain(CANARY);
      expect((await type(['env', 'open', 'ops/app', 'token', '-f', 'string'])).stdout).toBe(`${CANARY}\n`);
      expect((await type(['env', 'get', 'ops/app', 'token', '--value', 'string'])).stdout).toBe('[secret]\n');
      expect((await type(['env', 'get', 'ops/app', 'token', '--show-secrets'])).stdout).toContain(
        `"${CANARY}"\n\`\`\`\n# Definition\n\`\`\`yaml\nfn::secret: ${CANARY}\n`,
      );
      expect((await type(['env', 'check', 'ops/app'])).exitCode).toBe(0);
    });
  });

  test('takes the secret from standard input, and as one of several with one data key', async () => {
    await withKms(async ({ type, text, kms }) => {
      await type(['env', 'set', 'ops/app', 'one', '--secret'], { input: `${CANARY}\n` });
      await type(['env', 'set', 'ops/app', 'two', '0123', '--secret']);

      const { stdout } = await type(['env', 'open', 'ops/app']);
      expect(JSON.parse(stdout)).toMatchObject({ one: CANARY, two: '0123' });
      expect(kms.calls.filter(({ operation }) => operation === 'GenerateDataKey')).toHaveLength(1);
      expect(text().match(/ciphertext:/g)).toHaveLength(2);
    });
  });

  test('redacts it in what a command prints', async () => {
    await withKms(async ({ type }) => {
      await type(['env', 'set', 'ops/base', 'shared', CANARY, '--secret']);

      expect(await type(['run', 'ops/app', '--', 'sh', '-c', 'echo "<$A>"'])).toEqual({
        ...done,
        stdout: '<[secret]>\n',
      });
    });
  });

  test('replaces a secret by a new one, or by a plain value', async () => {
    await withKms(async ({ type, text }) => {
      await type(['env', 'set', 'ops/app', 'token', CANARY, '--secret']);
      await type(['env', 'set', 'ops/app', 'token', 'another', '--secret']);
      expect((await type(['env', 'open', 'ops/app', 'token', '-f', 'string'])).stdout).toBe('another\n');
      await type(['env', 'set', 'ops/app', 'token', 'open', '--plaintext']);

      expect(text()).toBe(`${project[file]}  token: open\n`);
    });
  });
});

describe('env encrypt', () => {
  const readable = `values:
  a: {fn::secret: ${CANARY}} # about a
  b:
    fn::secret: |
      several
      lines
`;

  test('encrypts what stands readably, and leaves the rest as it is', async () => {
    await withKms(async ({ type, text, root, kms }) => {
      writeFileSync(join(root, file), readable);

      expect(await type(['env', 'encrypt', 'ops/app'])).toEqual({
        ...done,
        stdout: 'Environment "ops/app" holds no readable secret.\n',
      });
      expect(text()).toMatch(
        /^values:\n {2}a: \{fn::secret: \{ciphertext: \S+\}\} # about a\n {2}b:\n {4}fn::secret:\n {6}ciphertext: \S+\n$/,
      );
      const { stdout } = await type(['env', 'open', 'ops/app']);
      expect(JSON.parse(stdout)).toEqual({ a: CANARY, b: 'several\nlines\n' });
      const once = text();
      await type(['env', 'encrypt', 'ops/app']);
      expect(text()).toBe(once);
      expect(kms.calls.filter(({ operation }) => operation === 'GenerateDataKey')).toHaveLength(1);
    });
  });

  test('encrypts everything anew when told to, or nothing at all', async () => {
    await withKms(async ({ type, text, root, kms }) => {
      writeFileSync(join(root, file), readable);
      await type(['env', 'encrypt', 'ops/app']);
      const first = text();

      kms.refuse = { status: 400, type: 'AccessDeniedException', message: 'you may not' };
      expect((await type(['env', 'encrypt', 'ops/app', '--renew'])).exitCode).toBe(1);
      expect(text()).toBe(first);

      kms.refuse = undefined;
      expect((await type(['env', 'encrypt', 'ops/app', '--renew'])).exitCode).toBe(0);
      expect(text()).not.toBe(first);
      expect(kms.calls.filter(({ operation }) => operation === 'GenerateDataKey')).toHaveLength(2);
      const { stdout } = await type(['env', 'open', 'ops/app']);
      expect(JSON.parse(stdout)).toEqual({ a: CANARY, b: 'several\nlines\n' });
    });
  });
});

describe('secrets that cannot be opened', () => {
  test('a key that may not be used ends a command with 1, named at the secret, and nothing is lost', async () => {
    await withKms(async ({ type, text, kms }) => {
      await type(['env', 'set', 'ops/app', 'token', CANARY, '--secret']);
      const written = text();
      kms.refuse = { status: 400, type: 'AccessDeniedException', message: 'you may not' };

      const opened = await type(['env', 'open', 'ops/app']);
      expect(opened).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `${file}:5:5: decrypting: cannot decrypt the secrets of "ops/app" with the key ${SECRETS_KEY}: you may not\n`,
      });
      const added = await type(['env', 'set', 'ops/app', 'more', 'x', '--secret']);
      expect(added).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `nightshift: cannot decrypt the secrets of "ops/app" with the key ${SECRETS_KEY}: you may not (AccessDeniedException)\n`,
      });
      expect(text()).toBe(written);
    });
  });

  test('a damaged one is named, in the words of what is wrong with it', async () => {
    await withKms(async ({ type, text, root }) => {
      await type(['env', 'set', 'ops/app', 'token', CANARY, '--secret']);
      writeFileSync(join(root, file), text().replace(/(ciphertext: \S{60})./, '$1_'));

      const { exitCode, stderr } = await type(['env', 'open', 'ops/app']);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(/^environments\/ops\/app\.yaml:5:5: invalid ciphertext: /),
      });
    });
  });

  test('one of another environment is refused by name', async () => {
    await withKms(async ({ type, text, root }) => {
      await type(['env', 'set', 'ops/app', 'token', CANARY, '--secret']);
      const [copied = ''] = /fn::secret:\n.*ciphertext: \S+/.exec(text()) ?? [];
      writeFileSync(join(root, 'environments/ops/base.yaml'), `values:\n  shared:\n    ${copied}\n`);

      const { exitCode, stderr } = await type(['env', 'open', 'ops/base']);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        'a secret of "ops/base" was encrypted for "ops/app"; set it again in "ops/base"',
      );
    });
  });

  test('what names no key is refused before anything is asked', async () => {
    await withKms(async ({ type, kms }) => {
      expect(await type(['env', 'set', 'ops/app', 'a', CANARY, '--secret'], { key: 'alias/mine' })).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'nightshift: NIGHTSHIFT_SECRETS_KEY is no ARN of a KMS key\n',
      });
      expect(kms.calls).toEqual([]);
    });
  });
});
