import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inProject } from './jobs-project.ts';
import { runAt } from './run-command.ts';

const file = 'environments/ops/app.yaml';
const text = `imports: [ops/base]
values:
  # who works here
  tags: {team: ops}  # braces stay
  list: [1]
  password: {fn::secret: canary-plain}
  greeting: hello \${region}
  environmentVariables: {REGION: "\${region}", PASSWORD: "\${password}"}
`;
const project = {
  [file]: text,
  'environments/ops/base.yaml': 'values:\n  region: eu-west-1\n  tags: {a: 1}\n',
};
const now = new Date('2026-03-06T17:00:00Z');

const right = (stdout = '') => ({ exitCode: 0, stdout, stderr: '' });
const wrong = (stderr: string) => ({ exitCode: 2, stdout: '', stderr: `nightshift: ${stderr}\n` });

interface Typed {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one command in the project, and gives what it printed and what the environment says afterwards. */
async function typing(argv: readonly string[], { input = '', env = {} }: Typed = {}) {
  return inProject(
    { ...project, 'value.txt': 'from: a file\n', 'key.pem': '-----KEY\nabc\n-----END\n' },
    async (cwd) => {
      const answer = await runAt({ cwd, env: { XDG_RUNTIME_DIR: cwd, ...env }, now, input }, ...argv);
      const path = join(cwd, file);
      return {
        answer,
        text: existsSync(path) ? readFileSync(path, 'utf8') : undefined,
        rest: readdirSync(cwd),
      };
    },
  );
}

describe('env set', () => {
  test.each([
    [['list[1]', '{a: b}'], 'list: [1]', 'list: [1, {a: b}]'],
    [['tags.team', 'dev'], '{team: ops}', '{team: dev}'],
    [['imports[1]', 'ops/base'], '[ops/base]', '[ops/base, ops/base]'],
    [['greeting', '42', '--string'], 'hello ${region}', '"42"'],
    [['greeting', '${region}', '--string'], 'hello ', ''],
    [['greeting', '-f', 'value.txt'], ' hello ${region}', '\n    from: a file'],
    [['greeting', '-f', 'value.txt', '--string'], 'hello ${region}', '|\n    from: a file'],
  ])('%j changes that and nothing else', async (words, before, after) => {
    const { answer, text: written } = await typing(['env', 'set', 'ops/app', ...words]);

    expect(answer).toEqual(right());
    expect(written).toBe(text.replace(before, () => after));
  });

  test('takes the value from standard input', async () => {
    const { answer, text: written } = await typing(['env', 'set', `./${file}`, 'greeting', '-f', '-'], {
      input: 'hi\n',
    });

    expect(answer).toEqual({
      ...right(),
      exitCode: 2,
      stderr: expect.stringContaining('environment not found: ops/base'),
    });
    expect(written).toBe(text);
    const named = await typing(['env', 'set', 'ops/app', 'greeting', '-f', '-'], { input: 'hi\n' });
    expect(named.text).toBe(text.replace('hello ${region}', 'hi'));
  });

  test.each([
    [['a', '[1'], 'invalid value: yaml: '],
    [['a..b', '1'], '"a..b" is no property path such as a.b[0] or a["key"]'],
    [['', '1'], 'path must contain at least one element'],
    [['greeting.x', '1'], 'greeting.x: expected an array or an object'],
    [['a'], 'expected a value, or --file'],
    [['a', '1', '-f', 'value.txt'], 'give the value or --file, not both'],
    [['a', '-f', 'nothing.txt'], 'there is no readable file "nothing.txt"'],
    [['dbPassword', 'YMHdog6VkUqbVS5dAErxWeMy83r4'], 'value looks like a secret; rerun with --secret'],
  ])('refuses %j', async (words, message) => {
    const { answer, text: written } = await typing(['env', 'set', 'ops/app', ...words]);

    expect(answer).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(`nightshift: ${message}`),
    });
    expect(written).toBe(text);
  });

  test('writes nothing that would not evaluate', async () => {
    const { answer, text: written } = await typing(['env', 'set', 'ops/app', 'greeting', '${regio}']);

    expect(answer).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${file}:7:15: unknown property "regio"; did you mean "region"?\n`,
    });
    expect(written).toBe(text);
  });

  test('says that an environment does not exist, or that a file has no versions', async () => {
    expect((await typing(['env', 'set', 'ops/ap', 'a', '1'])).answer).toEqual(
      wrong('there is no environment "ops/ap" below environments; did you mean "ops/app"?'),
    );
    expect((await typing(['env', 'set', 'ops/app@3', 'a', '1'])).answer).toEqual(
      wrong('"ops/app@3": a file has one version; leave "@3" out'),
    );
  });

  test('works on a document that needs AWS to be opened', async () => {
    const opening =
      '  s:\n    fn::open::aws-secrets: {region: r, login: {accessKeyId: a, secretAccessKey: b}, get: {}}\n';
    await inProject({ [file]: `values:\n  role: role/\${context.aws.account}\n${opening}` }, async (cwd) => {
      const shell = { cwd, env: {}, now };

      expect(await runAt(shell, 'env', 'set', 'ops/app', 'a', '1')).toEqual(right());
      expect((await runAt(shell, 'env', 'check', 'ops/app')).exitCode).toBe(0);
      expect((await runAt(shell, 'env', 'get', 'ops/app', 'role', '--value', 'string')).stdout).toBe(
        'role/[unknown]\n',
      );
    });
  });

  test('leaves what looks like a secret readable when told to', async () => {
    const { text: written } = await typing([
      'env',
      'set',
      'ops/app',
      'token',
      'hG7-x9Kq2!vB4#mZ',
      '--plaintext',
    ]);

    expect(written).toBe(`${text}  token: hG7-x9Kq2!vB4#mZ\n`);
  });

  test('takes no sentence and no name for a secret', async () => {
    const { answer } = await typing(['env', 'set', 'ops/app', 'tokenSource', 'issuer-of-the-team']);

    expect(answer).toEqual(right());
  });

  test('writes a secret as it was typed, and the lines of a key file as they are, where told not to encrypt', async () => {
    const typed = await typing(['env', 'set', 'ops/app', 'pin', '0123$${x}', '--secret', '--plaintext']);
    expect(typed.text).toBe(`${text}  pin:\n    fn::secret: 0123$$$$\{x}\n`);

    const key = await typing(['env', 'set', 'ops/app', 'key', '-f', 'key.pem', '--secret', '--plaintext']);
    expect(key.text).toBe(`${text}  key:\n    fn::secret: |\n      -----KEY\n      abc\n      -----END\n`);
  });

  test('never encrypts half: without a key nothing is written', async () => {
    const { answer, text: written } = await typing(['env', 'set', 'ops/app', 'pin', '--secret'], {
      input: 'canary-1',
    });

    expect(answer.exitCode).not.toBe(0);
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(written).toBe(text);
  });
});

describe('env get', () => {
  test('prints value, definition and places of one value', async () => {
    expect((await typing(['env', 'get', 'ops/app', 'tags'])).answer).toEqual(
      right(
        `# Value
\`\`\`json
{
  "a": 1,
  "team": "ops"
}
\`\`\`
# Definition
\`\`\`yaml
{team: ops}

\`\`\`

# Defined at
- ops/app:4:9
- ops/base:3:9

`,
      ),
    );
  });

  test('prints the whole environment, its secrets hidden in the value', async () => {
    const { stdout } = (await typing(['env', 'get', 'ops/app'])).answer;

    expect(stdout).toContain('"password": "[secret]"');
    expect(stdout).toContain(`# Definition\n\`\`\`yaml\n${text}\n\`\`\`\n\n`);
  });

  test.each([
    [['password', '--value', 'string'], '[secret]\n'],
    [['password', '--value', 'string', '--show-secrets'], 'canary-plain\n'],
    [['tags', '--definition'], '{team: ops}\n'],
    [['--definition'], text],
    [['nothing', '--value', 'json'], 'null\n'],
    [['nothing'], '\n'],
    [['--value', 'dotenv'], 'PASSWORD="[secret]"\nREGION="eu-west-1"\n'],
    [['imports'], '# Definition\n```yaml\n[ops/base]\n\n```\n\n'],
  ])('%j prints just that', async (words, stdout) => {
    expect((await typing(['env', 'get', 'ops/app', ...words])).answer).toEqual(right(stdout));
  });

  test('shows what there is of an environment with mistakes, and names them', async () => {
    await inProject({ [file]: 'values: {a: 1, b: "${c}"}\n' }, async (cwd) => {
      expect(await runAt({ cwd, env: {}, now }, 'env', 'get', 'ops/app', 'a', '--value', 'json')).toEqual({
        exitCode: 2,
        stdout: '1\n',
        stderr: `${file}:1:19: unknown property "c"\n`,
      });
    });
  });

  test('refuses what it does not have', async () => {
    expect((await typing(['env', 'get', 'ops/app', '--value', 'xml'])).answer).toEqual(
      wrong('--value: "xml" is none of json, yaml, string, detailed, dotenv, shell'),
    );
    expect((await typing(['env', 'get', 'ops/app', 'a', '--value', 'shell'])).answer).toEqual(
      wrong("output format 'shell' may not be used with a property path"),
    );
  });
});

describe('env rm', () => {
  test('removes a value and leaves the rest as it is', async () => {
    const { answer, text: written } = await typing(['env', 'rm', 'ops/app', 'tags']);

    expect(answer).toEqual(right());
    expect(written).toBe(text.replace('  tags: {team: ops}  # braces stay\n', ''));
  });

  test('refuses to remove what others need, or what is not there', async () => {
    const needed = await typing(['env', 'rm', 'ops/app', 'password']);
    expect(needed.answer.exitCode).toBe(2);
    expect(needed.answer.stderr).toContain('unknown property "password"');
    expect(needed.text).toBe(text);
    expect((await typing(['env', 'rm', 'ops/app', 'list[1]'])).answer).toEqual(
      wrong('list[1]: there is no such value'),
    );
  });

  test('removes an environment whose name was typed again', async () => {
    const { answer, text: written } = await typing(['env', 'rm', 'ops/app'], { input: 'ops/app\n' });

    expect(answer).toEqual({
      exitCode: 0,
      stdout: 'Environment "ops/app" has been removed!\n',
      stderr:
        'This will permanently remove the "ops/app" environment!\nPlease confirm by typing the name "ops/app": ',
    });
    expect(written).toBeUndefined();
  });

  test('keeps it when something else was typed, or nothing', async () => {
    for (const input of ['yes\n', '']) {
      const { answer, text: written } = await typing(['env', 'rm', 'ops/app'], { input });

      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toMatch(/nightshift: confirmation declined; nothing was removed\n$/);
      expect(written).toBe(text);
    }
  });

  test('asks nobody with -y', async () => {
    expect((await typing(['env', 'rm', 'ops/app', '-y'])).answer).toEqual(
      right('Environment "ops/app" has been removed!\n'),
    );
  });
});

describe('env edit', () => {
  test('takes a new definition from standard input', async () => {
    const { answer, text: written } = await typing(['env', 'edit', 'ops/app', '-f', '-'], {
      input: 'values: {b: 1}\n',
    });

    expect(answer).toEqual(right('Environment updated.\n'));
    expect(written).toBe('values: {b: 1}\n');
  });

  test('writes what the editor left, and removes the temporary file', async () => {
    const editor = `sed -i -e 's/team: ops/team: dev/' -e '/fn::secret/d' -e 's/, PASSWORD.*}/}/'`;
    const {
      answer,
      text: written,
      rest,
    } = await typing(['env', 'edit', 'ops/app'], { env: { EDITOR: editor } });

    expect(answer).toEqual(right('Environment updated.\n'));
    expect(written).toContain('tags: {team: dev}  # braces stay\n');
    expect(rest.filter((name) => name.startsWith('nightshift-edit-'))).toEqual([]);
  });

  test('lets the editor see a private file', async () => {
    const { answer } = await typing(
      ['env', 'edit', 'ops/app', '--editor', 'test $(stat -c %a "$1") = 600 && true'],
      {
        env: { EDITOR: 'false' },
      },
    );

    expect(answer).toEqual({ ...right(), stderr: 'nothing was changed\n' });
  });

  test('writes nothing when the editor fails or empties the file', async () => {
    const failed = await typing(['env', 'edit', 'ops/app'], { env: { VISUAL: 'false' } });
    expect(failed.answer).toEqual(wrong('the editor "false" ended with 1; nothing was written'));
    const emptied = await typing(['env', 'edit', 'ops/app', '--editor', 'truncate -s 0']);
    expect(emptied.answer).toEqual({ ...right(), stderr: 'an empty definition is not written\n' });
    expect([failed.text, emptied.text]).toEqual([text, text]);
  });

  test('keeps a text with mistakes for the next try, and tells where', async () => {
    const { answer, text: written } = await typing(['env', 'edit', 'ops/app', '--plaintext'], {
      env: { EDITOR: "sed -i 's/region}/regio}/'" },
    });

    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toMatch(/^what you wrote is kept in \S+environment\.yaml\n/);
    expect(answer.stderr).toContain(`${file}:7:21: unknown property "regio"`);
    expect(written).toBe(text);
  });

  test('overwrites nothing that somebody else has written meanwhile', async () => {
    await inProject(project, async (cwd) => {
      const script = join(cwd, 'editor.sh');
      writeFileSync(script, `#!/bin/sh\necho 'values: {}' > ${join(cwd, file)}\necho '# mine' >> "$1"\n`);
      chmodSync(script, 0o700);
      const env = { EDITOR: script, XDG_RUNTIME_DIR: cwd };
      const { exitCode, stderr } = await runAt({ cwd, env, now }, 'env', 'edit', 'ops/app', '--plaintext');

      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringContaining('"ops/app" has changed since it was read; nothing was written'),
      });
      expect(readFileSync(join(cwd, file), 'utf8')).toBe('values: {}\n');
    });
  });
});
