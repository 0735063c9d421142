import { expect, test } from '@jest/globals';
import { inProject, nightshift, project } from './jobs-project.ts';

test('lists the jobs with their schedules in words and their next firings', async () => {
  await inProject(project, async (root) => {
    expect(await nightshift(root, 'jobs', 'ls')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'NAME       SCHEDULE                                    NEXT                  ENVIRONMENT    TASK',
        'inventory  every day at 05:30 UTC                      2026-03-07T05:30:00Z  ops/inventory  list-buckets',
        'heartbeat  every 5 minutes, counted from its creation  once deployed         ops/metrics    put-metric-data',
        '',
      ].join('\n'),
    });
  });
});

test('prints the same for programs', async () => {
  await inProject(project, async (root) => {
    const { stdout } = await nightshift(root, 'jobs', 'ls', '--output', 'json');

    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'inventory',
        expression: 'cron(30 5 * * ? *)',
        timezone: 'UTC',
        schedule: 'every day at 05:30 UTC',
        next: '2026-03-07T05:30:00Z',
        environment: 'ops/inventory',
        task: 'list-buckets',
      },
      {
        name: 'heartbeat',
        expression: 'rate(5 minutes)',
        timezone: 'UTC',
        schedule: 'every 5 minutes, counted from its creation',
        next: null,
        environment: 'ops/metrics',
        task: 'put-metric-data',
      },
    ]);
  });
});

test('lists nothing of a project with mistakes', async () => {
  await inProject({ ...project, 'jobs.yaml': 'jobs: {}\n' }, async (root) => {
    const { exitCode, stdout, stderr } = await nightshift(root, 'jobs', 'ls');

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      'jobs.yaml:1:1: missing "organization"\njobs.yaml:1:7: "jobs": expected at least 1 job\n',
    );
  });
});
