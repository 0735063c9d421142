import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inProject, project } from './jobs-project.ts';
import { runAt } from './run-command.ts';

test('a start that is refused leaves the access file of the stack that is up alone', async () => {
  const access = '.nightshift/local.json';
  await inProject({ ...project, [access]: '{}' }, async (cwd) => {
    const shell = { cwd, env: {}, now: new Date('2026-12-21T12:00:00Z') };
    const { exitCode, stderr } = await runAt(shell, 'start', '--stay', '--port', 'x');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'nightshift: option --port: "x" is no port; expected a number from 1 to 65535\n',
    });
    expect(existsSync(join(cwd, access)) && readFileSync(join(cwd, access), 'utf8')).toBe('{}');
  });
});
