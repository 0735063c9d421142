import { expect, test } from '@jest/globals';
import { environment, inProject, nightshift, project, twoJobs } from './jobs-project.ts';

test('says that all is right, from any folder of the project', async () => {
  await inProject({ ...project, 'deep/down/x': '' }, async (root) => {
    const expected = { exitCode: 0, stdout: '2 jobs, 2 environments: all right\n', stderr: '' };

    expect(await nightshift(root, 'jobs', 'check')).toEqual(expected);
    expect(await nightshift(`${root}/deep/down`, 'jobs', 'check')).toEqual(expected);
  });
});

test('prints every mistake of all files on a line of its own, and ends with 2', async () => {
  const files = {
    ...project,
    'jobs.yaml': twoJobs.replace('schedule: rate', 'shedule: rate').replace('ops/inventory', 'ops/inventry'),
    'environments/ops/metrics.yaml': `${environment('metrics')}  key: { fn::secret: hunter2 }\n`,
  };
  await inProject(files, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(root, 'jobs', 'check');

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'jobs.yaml:5:18: no environment "ops/inventry"; did you mean "ops/inventory"?',
      'jobs.yaml:8:5: unknown key "shedule"; did you mean "schedule"?',
      'environments/ops/metrics.yaml:6:10: plaintext secret; encrypt it: nightshift env set --secret ops/metrics key',
      '',
    ]);
    expect(stderr).not.toContain('hunter2');
  });
});

test('evaluates the environments as far as nothing has to be opened for it', async () => {
  const login = environment('metrics').replace('sessionName', 'session');
  const cyclic = `${login}  a: \${b}\n  b: \${a}\n  c: \${aws.login.nothing}\n`;
  await inProject({ ...project, 'environments/ops/metrics.yaml': cyclic }, async (root) => {
    const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

    expect(exitCode).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'environments/ops/metrics.yaml:5:15: missing required properties: sessionName',
      'environments/ops/metrics.yaml:5:101: unknown property "session"',
      'environments/ops/metrics.yaml:6:6: cyclic reference to a',
      'environments/ops/metrics.yaml:8:17: unknown property "nothing"',
      '',
    ]);
  });
});

test('names files as they are seen from the folder of the call', async () => {
  await inProject({ ...project, 'jobs.yaml': 'x: 1\n', 'environments/ops/x': '' }, async (root) => {
    const { stderr } = await nightshift(`${root}/environments/ops`, 'jobs', 'check');

    expect(stderr).toMatch(/^\.\.\/\.\.\/jobs\.yaml:1:1: /);
  });
});

test('checks another jobs file of the project', async () => {
  const two = twoJobs.slice(0, twoJobs.indexOf('  heartbeat'));
  await inProject({ ...project, 'jobs.yaml': 'broken', 'other/jobs.yaml': two }, async (root) => {
    const { exitCode, stdout } = await nightshift(root, 'jobs', 'check', '--file', 'other/jobs.yaml');

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1 job, 1 environment: all right\n' });
    expect((await nightshift(root, 'jobs', 'check', '--file', 'no.yaml')).stderr).toBe(
      'no.yaml:1:1: there is no such file; jobs are declared in jobs.yaml beside environments/\n',
    );
  });
});

test('warns of an environment that different tasks share, and passes', async () => {
  const shared = twoJobs.replace('ops/metrics', 'ops/inventory');
  await inProject({ ...project, 'jobs.yaml': shared }, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(root, 'jobs', 'check');

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '2 jobs, 1 environment: all right\n' });
    expect(stderr).toMatch(
      /^jobs\.yaml:9:18: warning: "ops\/inventory" is shared with "inventory", .*second environment/,
    );
  });
});

test('outside of a project says what is missing', async () => {
  await inProject({ 'jobs.yaml': twoJobs }, async (root) => {
    expect(await nightshift(root, 'jobs', 'check')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'nightshift: no folder environments/ here or above; change to your project, or make one there\n',
    });
  });
});
