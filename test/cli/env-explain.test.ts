import { describe, expect, test } from '@jest/globals';
import { inProject } from './jobs-project.ts';
import { runAt } from './run-command.ts';

const project = {
  'environments/ops/base.yaml':
    'values:\n  size: 1\n  tags: {team: ops, level: 1}\n  fixed: {fn::final: here}\n  list: [1]\n',
  'environments/ops/mid.yaml':
    'imports: [ops/base]\nvalues:\n  size: 2\n  password: {fn::secret: canary-77}\n  list: {a: 1}\n',
  'environments/ops/app.yaml':
    'imports: [ops/mid]\nvalues:\n  size: ${other}\n  other: 3\n  tags: {level: 2}\n  fixed: there\n  list: {b: 2}\n',
};

function explain(...words: readonly string[]) {
  return inProject(project, (cwd) =>
    runAt({ cwd, env: {}, now: new Date('2026-03-06T17:00:00Z') }, 'env', 'explain', 'ops/app', ...words),
  );
}

const right = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });

describe('env explain', () => {
  test('names the document that wins and those that it overrides, nearest first', async () => {
    expect(await explain('size')).toEqual(
      right('ops/app:3:9   wins        3\nops/mid:3:9   overridden  2\nops/base:2:9  overridden  1\n'),
    );
  });

  test('tells objects that are merged from what a merge ends at', async () => {
    expect(await explain('tags')).toEqual(
      right(
        'ops/app:5:9   wins        { "level": 2 }\nops/base:3:9  merged      { "level": 1, "team": "ops" }\n',
      ),
    );
    expect((await explain('list')).stdout).toBe(
      'ops/app:7:9   wins        { "b": 2 }\nops/mid:5:9   merged      { "a": 1 }\nops/base:5:9  overridden  [ 1 ]\n',
    );
    expect((await explain('tags.team')).stdout).toBe('ops/base:3:16  wins        "ops"\n');
  });

  test('says that a final value cannot be overridden', async () => {
    expect((await explain('fixed')).stdout).toBe(
      'ops/base:4:10  wins        "here"  (final: nothing overrides it)\n',
    );
  });

  test('hides secrets, and prints JSON', async () => {
    const { stdout } = await explain('password', '--output', 'json');

    expect(JSON.parse(stdout)).toEqual([
      {
        environment: 'ops/mid',
        line: 4,
        column: 26,
        kind: 'string',
        effect: 'wins',
        value: '"[secret]"',
        secret: true,
        final: false,
      },
    ]);
  });

  test('says that there is no such value', async () => {
    expect(await explain('sizes')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'nightshift: "ops/app" has no value "sizes"\n',
    });
  });
});
