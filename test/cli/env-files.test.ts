import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inProject, nightshift } from './jobs-project.ts';

const project = {
  'environments/ops/app.yaml': 'values: {a: 1}\n',
  'environments/alone.yaml': '',
  'environments/dev/app.yaml': '',
  'definition.yaml': 'values:\n  b: 2 # kept\n',
};

const right = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
const wrong = (stderr: string) => ({ exitCode: 2, stdout: '', stderr });

describe('env ls', () => {
  test('lists the environments of the project, sorted', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'ls')).toEqual(right('default/alone\ndev/app\nops/app\n'));
    });
  });

  test('lists those of one project, as JSON', async () => {
    await inProject(project, async (root) => {
      const { stdout } = await nightshift(root, 'env', 'ls', '-p', 'ops', '--output', 'json');

      expect(JSON.parse(stdout)).toEqual([{ project: 'ops', name: 'app' }]);
    });
  });

  test('refuses a format or a backend that it does not have', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'ls', '--output', 'xml')).toEqual(
        wrong('nightshift: --output: "xml" is none of text, json\n'),
      );
      const { exitCode, stderr } = await nightshift(root, 'env', 'ls', '--backend', 'constructor');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining('nightshift: --backend: "constructor" is none of files'),
      });
    });
  });
});

describe('env init', () => {
  test('makes an empty environment', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'init', 'new/one')).toEqual(
        right('Environment created: new/one\n'),
      );
      expect(readFileSync(join(root, 'environments/new/one.yaml'), 'utf8')).toBe('');
    });
  });

  test('makes it of a definition, byte for byte', async () => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'init', 'one', '-f', 'definition.yaml')).toEqual(
        right('Environment created: default/one\n'),
      );
      expect(readFileSync(join(root, 'environments/default/one.yaml'), 'utf8')).toBe(
        project['definition.yaml'],
      );
    });
  });

  test('makes nothing of a definition with mistakes', async () => {
    await inProject({ ...project, 'definition.yaml': 'values: {b: "${c}"}\n' }, async (root) => {
      expect(await nightshift(root, 'env', 'new', 'ops/one', '-f', 'definition.yaml')).toEqual(
        wrong('environments/ops/one.yaml:1:13: unknown property "c"\n'),
      );
      expect(existsSync(join(root, 'environments/ops/one.yaml'))).toBe(false);
    });
  });

  test.each([
    ['one that exists', 'ops/app', '"ops/app" exists: environments/ops/app.yaml'],
    [
      'a name that leads elsewhere',
      'ops/..',
      '"ops/.." cannot name an environment; take letters, digits, "-", "_" and "."',
    ],
    [
      'a name of too many parts',
      'a/b/c/d',
      '"a/b/c/d" cannot name an environment; take letters, digits, "-", "_" and "."',
    ],
    ['a file', './x.yaml', '"./x.yaml": name the environment as project/name'],
  ])('refuses %s', async (_, name, message) => {
    await inProject(project, async (root) => {
      expect(await nightshift(root, 'env', 'init', name)).toEqual(wrong(`nightshift: ${message}\n`));
    });
  });
});
