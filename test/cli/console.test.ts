import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { inProject, nightshift, project } from './jobs-project.ts';

test('a port that is none is refused before anything is started', () =>
  inProject(project, async (root) => {
    for (const port of ['0', '70000', 'http'])
      expect(await nightshift(root, 'console', '--port', port, '--no-open')).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `nightshift: option --port: "${port}" is no port; expected a number from 1 to 65535\n`,
      });
  }));

test('a port that is taken is named, with the way out', () =>
  inProject(project, async (root) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : 0);

    const { exitCode, stderr } = await nightshift(root, 'console', '--port', port, '--no-open');
    other.close();

    expect(exitCode).toBe(2);
    expect(stderr).toBe(`nightshift: option --port: ${port} is taken; leave --port out for a free one\n`);
  }));

test('mistakes in the project are told instead of a page without jobs', () =>
  inProject({ ...project, 'jobs.yaml': 'organization: acme\njobs: { x: {} }\n' }, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(root, 'console', '--no-open');

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('jobs.yaml:2:');
  }));
