import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inProject, nightshift } from './jobs-project.ts';

const project = {
  'environments/ops/base.yaml': 'values:\n  region: eu-west-1\n  tags: {team: ops}\n',
  'environments/ops/app.yaml': [
    'imports: [ops/base]',
    'values:',
    '  tags: {app: web}',
    '  password: {fn::secret: "p\'w $(id)"}',
    '  environmentVariables: {REGION: "${region}", PASSWORD: "${password}", EMPTY: null, "odd;name": x}',
    '  files: {CONFIG: "${tags.app}"}',
    '',
  ].join('\n'),
  'environments/ops/wrong.yaml': 'imports: [ops/base]\nvalues:\n  a: ${regin}\n  b: {fn::join: 1}\n',
};

describe('env open', () => {
  test('prints the merged values as JSON, keys sorted', async () => {
    await inProject(project, async (root) => {
      const { exitCode, stdout } = await nightshift(root, 'env', 'open', 'ops/app', 'tags');

      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: '{\n  "app": "web",\n  "team": "ops"\n}\n',
      });
    });
  });

  test('opens a file with its folder as the root, and answers to "open" as well', async () => {
    await inProject(project, async (root) => {
      const texts = { ...project, 'x/env.yaml': 'imports: [near]\n', 'x/near.yaml': 'values: {k: 1.50}\n' };
      await inProject(texts, async (other) => {
        expect(await nightshift(other, 'open', 'x/env.yaml', 'k', '-f', 'string')).toEqual({
          exitCode: 0,
          stdout: '1.5\n',
          stderr: '',
        });
      });
      const { exitCode, stderr } = await nightshift(root, 'open', './nope');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: 'nightshift: there is no file "./nope"\n',
      });
    });
  });

  test('prints every mistake on a line of its own, and nothing else', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'open', 'ops/wrong')).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: [
          'environments/ops/wrong.yaml:3:8: unknown property "regin"; did you mean "region"?',
          'environments/ops/wrong.yaml:4:17: the argument to fn::join must be a two-valued list',
          '',
        ].join('\n'),
      });
    });
  });

  test('hides secrets when asked to', async () => {
    await inProject(project, async (root) => {
      const { stdout } = await nightshift(root, 'env', 'open', 'ops/app', 'password', '--redact');

      expect(stdout).toBe('"[secret]"\n');
    });
  });

  test('writes what a shell may eval: nothing is expanded, odd names are left out, files are private', async () => {
    await inProject(project, async (root) => {
      const { stdout, stderr } = await nightshift(
        root,
        'env',
        'open',
        'ops/app',
        '-f',
        'shell',
        '--unset-null',
      );

      const path = /^export CONFIG='(.*)'$/m.exec(stdout)?.[1] ?? '';
      expect(stdout).toBe(
        `export PASSWORD='p'\\''w $(id)'\nexport REGION='eu-west-1'\nexport CONFIG='${path}'\nunset EMPTY\n`,
      );
      expect(stderr).toContain('"odd;name" is left out');
      expect(readFileSync(path, 'utf8')).toBe('web');
      expect(statSync(path).mode & 0o777).toBe(0o600);
    });
  });

  test('refuses a property path for dotenv, as the reference does', async () => {
    await inProject(project, async (root) => {
      const { exitCode, stderr } = await nightshift(root, 'env', 'open', 'ops/app', 'tags', '-f', 'dotenv');

      expect(exitCode).toBe(2);
      expect(stderr).toContain("output format 'dotenv' may not be used with a property path");
    });
  });
});

describe('env check', () => {
  test('says that all is right without calling a provider', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'check', 'ops/app')).toEqual({
        exitCode: 0,
        stdout: 'ops/app: all right\n',
        stderr: '',
      });
    });
  });

  test('finds a wrong reference into what a provider would give', async () => {
    const login =
      'values:\n  l:\n    fn::open::aws-login: {static: {accessKeyId: a, secretAccessKey: b}}\n  k: ${l.nope}\n';
    await inProject({ 'environments/ops/login.yaml': login }, async (root) => {
      const { exitCode, stderr } = await nightshift(root, 'env', 'check', 'ops/login');

      expect(exitCode).toBe(2);
      expect(stderr).toContain('environments/ops/login.yaml:4:9: unknown property "nope"');
    });
  });
});
