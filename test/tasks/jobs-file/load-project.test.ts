import { describe, expect, test } from '@jest/globals';
import { formatDiagnostic } from '../../../lib/model/diagnostic.ts';
import {
  findRoot,
  type LoadProjectInput,
  loadProject,
  readEnvironments,
} from '../../../lib/tasks/jobs-file/load-project.ts';
import { copyTask, idleTask } from './fixture.ts';

const login = (role = 'arn:aws:iam::${context.aws.account}:role/nightshift-backup') => `values:
  aws:
    login:
      fn::open::aws-login:
        oidc:
          duration: 1h
          roleArn: ${role}
          sessionName: s
`;
const jobs = (...extra: string[]) =>
  [
    'organization: acme',
    'jobs:',
    '  nightly:',
    '    schedule: rate(1 day)',
    '    environment: ops/backup',
    '    task: { copy: { from: a, to: b } }',
    ...extra,
    '',
  ].join('\n');

/** A project of these files, at `/p`. */
function load(files: Readonly<Record<string, string>>, more: Partial<LoadProjectInput> = {}) {
  const disk = {
    isFolder: (path: string) => Object.keys(files).some((file) => `/p/${file}`.startsWith(`${path}/`)),
    isFile: (path: string) => files[path.slice('/p/'.length)] !== undefined,
    listFiles: (folder: string) =>
      Object.keys(files)
        .map((file) => `/p/${file}`)
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1)),
    readText: (path: string) => {
      const text = files[path.slice('/p/'.length)];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  };
  const environments = readEnvironments({ root: '/p', disk });
  const loaded = loadProject({
    root: '/p',
    disk,
    tasks: [copyTask, idleTask],
    environments,
    now: new Date('2026-11-21T08:00:00Z'),
    ...more,
  });
  return { ...loaded, environments, messages: loaded.diagnostics.map(formatDiagnostic) };
}

describe('a right project', () => {
  test('gives the checked jobs and every environment, used or not', () => {
    const { jobsFile, environments, messages } = load({
      'jobs.yaml': jobs(),
      'environments/ops/backup.yaml': login(),
      'environments/ops/other.yaml': 'values: { s: { fn::secret: x } }',
      'environments/README.md': '',
      'environments/a b/c.yaml': '',
    });

    expect(messages).toEqual([]);
    expect(jobsFile?.jobs.map(({ name }) => name)).toEqual(['nightly']);
    expect([...environments.keys()]).toEqual(['ops/backup', 'ops/other']);
  });

  test('may hold encrypted secrets, and imports that carry the login', () => {
    const { messages } = load({
      'jobs.yaml': jobs(),
      'environments/ops/backup.yaml': 'imports: [base, ops/more@3, {ops/last: {merge: false}}]\n',
      'environments/default/base.yaml': login(),
      'environments/ops/more.yaml': 'values: { s: { fn::secret: { ciphertext: ZXNjeA== } } }',
      'environments/ops/last.yaml': 'values: { x: "$${environments.no.such}" }',
    });

    expect(messages).toEqual([]);
  });

  test('finds its root upward', () => {
    const isFolder = (path: string) => path === '/a/p/environments';

    expect(findRoot('/a/p/lib/x', { isFolder })).toBe('/a/p');
    expect(findRoot('/a/p/', { isFolder })).toBe('/a/p');
    expect(findRoot('/a', { isFolder })).toBeUndefined();
    expect(findRoot('/x/y', { isFolder: (path) => path === '/environments' })).toBe('/');
  });

  test('reads files of settings below its root only', () => {
    const withList = (path: string) =>
      load({
        'jobs.yaml': jobs().replace('to: b', `to: b, list: "${path}"`),
        'environments/ops/backup.yaml': login(),
        'queries/q.json': '[]',
      });

    expect(withList('queries/q.json').jobsFile?.jobs[0]?.task.settings).toMatchObject({ list: '[]' });
    expect(withList('queries/no.json').messages).toEqual([
      'jobs.yaml:6:43: "list": there is no readable file "queries/no.json"',
    ]);
    for (const path of ['../x', '/etc/passwd', 'a/../../x', 'C:/x', '..\\\\x']) {
      expect(withList(path).messages.join()).toMatch(/is outside the project/);
    }
  });
});

describe('mistakes of a project', () => {
  test('in the jobs file and in environments are told at once', () => {
    const { jobsFile, messages } = load({
      'jobs.yaml': jobs('    memory: 128'),
      'environments/ops/backup.yaml': `imports: [ops/bass]\n${login()}  password:\n    fn::secret: hunter2\n`,
      'environments/ops/base.yaml': '',
    });

    expect(jobsFile).toBeUndefined();
    expect(messages).toEqual([
      'jobs.yaml:7:5: unknown key "memory"; did you mean "memoryMb"?',
      'environments/ops/backup.yaml:1:11: no environment "ops/bass"; did you mean "ops/base"?',
      'environments/ops/backup.yaml:11:5: plaintext secret; encrypt it: nightshift env encrypt ops/backup',
    ]);
  });

  test('a plaintext secret of an import counts, also of one named in a reference', () => {
    const { messages } = load({
      'jobs.yaml': jobs(),
      'environments/ops/backup.yaml': `imports: [ops/a]\n${login()}  x: \${environments.ops.b.y}\n  z: \${environments["ops"]["c"].y}\n`,
      'environments/ops/a.yaml': 'values: { deep: { s: { fn::secret: x } } }',
      'environments/ops/b.yaml': 'values: { y: { fn::secret: x } }',
      'environments/ops/c.yaml': 'imports: [ops/backup]\nvalues: { y: { fn::secret: { plain: x } } }',
    });

    expect(messages).toEqual([
      'environments/ops/a.yaml:1:24: plaintext secret; encrypt it: nightshift env encrypt ops/a',
      'environments/ops/b.yaml:1:16: plaintext secret; encrypt it: nightshift env encrypt ops/b',
      'environments/ops/c.yaml:2:16: plaintext secret; encrypt it: nightshift env encrypt ops/c',
    ]);
  });

  test('a missing jobs file', () => {
    expect(load({ 'environments/ops/backup.yaml': login() }).messages).toEqual([
      'jobs.yaml:1:1: there is no such file; jobs are declared in jobs.yaml beside environments/',
    ]);
  });

  test('broken YAML of an environment is told without an evaluator, too', () => {
    const { messages } = load({ 'jobs.yaml': jobs(), 'environments/ops/backup.yaml': 'a: [' });

    expect(messages).toEqual([
      'environments/ops/backup.yaml:1:5: a "[" is not closed, or its items stand too far left',
    ]);
  });
});

describe('the role that the app makes for an environment', () => {
  const roleMessages = (role: string, more: Partial<LoadProjectInput> = {}) =>
    load({ 'jobs.yaml': jobs(), 'environments/ops/backup.yaml': login(role) }, more).messages;
  const at = 'environments/ops/backup.yaml:7:20: ';
  const elsewhere = `; where the role is somebody else's, say role: existing in the job "nightly"`;

  test.each([
    ['of the account that the app is deployed to', 'arn:aws:iam::${context.aws.account}:role/x'],
    ['of a literal account', 'arn:aws-cn:iam::123456789012:role/x'],
    ['with a name of 64 characters', `arn:aws:iam::123456789012:role/${'x'.repeat(64)}`],
  ])('may be %s', (_what, role) => {
    expect(roleMessages(role)).toEqual([]);
  });

  test.each([
    [
      '65 characters',
      `arn:aws:iam::123456789012:role/${'x'.repeat(65)}`,
      `the role's name has 65 characters; AWS takes 64: "${'x'.repeat(65)}"${elsewhere}`,
    ],
    [
      'a path',
      'arn:aws:iam::123456789012:role/a/b',
      `the role "a/b" has a path; the app makes roles without one${elsewhere}`,
    ],
    [
      'an open name',
      '"arn:aws:iam::123456789012:role/${name}"',
      `the role's name must be written out: "\${name}"${elsewhere}`,
    ],
    [
      'a user for a role',
      'arn:aws:iam::123456789012:user/b',
      `"arn:aws:iam::123456789012:user/b" is no role that the app can make; write arn:aws:iam::\${context.aws.account}:role/NAME${elsewhere}`,
    ],
    [
      'a bad character',
      'arn:aws:iam::123456789012:role/a*',
      `"a*" is no name of a role; use letters, digits and "+=,.@-_"${elsewhere}`,
    ],
  ])('may not have %s', (_what, role, message) => {
    expect(roleMessages(role)).toEqual([at + message]);
  });

  test('lies in our account', () => {
    const role = 'arn:aws:iam::111111111111:role/x';

    expect(roleMessages(role, { account: '111111111111' })).toEqual([]);
    expect(roleMessages(role, { account: '222222222222' })).toEqual([
      `${at}the role "x" is in account 111111111111, the app in 222222222222${elsewhere}`,
    ]);
  });

  test('is not looked at where it exists already', () => {
    const files = { 'jobs.yaml': jobs('    role: existing'), 'environments/ops/backup.yaml': login('${x}') };

    expect(load(files).messages).toEqual([]);
  });

  test('needs a login', () => {
    expect(load({ 'jobs.yaml': jobs(), 'environments/ops/backup.yaml': 'values: {}' }).messages).toEqual([
      'jobs.yaml:5:18: "ops/backup" has no fn::open::aws-login with oidc, so there is no role to make for the job',
    ]);
  });

  test("is one environment's own", () => {
    const second = jobs(
      '  b:',
      '    schedule: rate(1 day)',
      '    environment: ops/two',
      '    task: { idle: {} }',
    );
    const long =
      'values: { l: { fn::open: { provider: aws-login, inputs: { oidc: { roleArn: "arn:aws:iam::123456789012:role/nightshift-backup" } } } } }';

    const files = { 'environments/ops/backup.yaml': login(), 'environments/ops/two.yaml': long };
    expect(load({ 'jobs.yaml': second, ...files }).messages).toEqual([
      'environments/ops/two.yaml:1:76: the role "nightshift-backup" is already made for the environment "ops/backup"; each environment has its own',
    ]);
  });

  test('is made, or exists, for all jobs of the environment alike', () => {
    const second = jobs(
      '  b:',
      '    schedule: rate(1 day)',
      '    environment: ops/backup',
      '    role: existing',
      '    task: { copy: { from: a, to: c } }',
    );

    expect(load({ 'jobs.yaml': second, 'environments/ops/backup.yaml': login() }).messages).toEqual([
      'jobs.yaml:5:18: another job says that the role of "ops/backup" exists; say role: existing here too',
    ]);
  });
});
