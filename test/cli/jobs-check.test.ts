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
      'environments/ops/metrics.yaml:6:10: plaintext secret; encrypt it: nightshift env encrypt ops/metrics',
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

describe('off-hours schedules', () => {
  const calendar = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'DTSTART;VALUE=DATE:20261224',
    'SUMMARY:Eve',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  const schedules = `schedules:
  office-hours:
    timezone: Europe/Berlin
    running: [Mon-Fri 07:00-19:00]
    holidays: [12-25 Christmas, { file: holidays.ics }]
    maintenance: [{ name: patching, window: Sun 02:00-04:00 }]
    overrides: [{ desired: running, from: 2026-12-25T08:00, until: 2026-12-25T10:00, reason: release }]
    expect: [running Mon 09:00, stopped Sat, stopped 2026-12-24, running 2026-12-25 08:00-10:00]
`;
  const files = (text: string) => ({
    ...project,
    'jobs.yaml': `${twoJobs}${text}`,
    'holidays.ics': calendar.join('\r\n'),
  });

  test('with what they are expected to want, are proved', async () => {
    const text = schedules.replace(/expect: .*/, 'expect: running Mon 09:00, stopped Sat');
    for (const given of [schedules, text]) {
      await inProject(files(given), async (root) => {
        expect(await nightshift(root, 'jobs', 'check')).toEqual({
          exitCode: 0,
          stdout: '2 jobs, 2 environments: all right\n',
          stderr: '',
        });
      });
    }
  });

  test('that want something else than expected fail with the rule that decides', async () => {
    const wrong = schedules
      .replace('stopped Sat', 'stopped Mon')
      .replace('stopped 2026-12-24', 'running 2026-12-24 09:00');
    await inProject(files(wrong), async (root) => {
      const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

      expect(exitCode).toBe(2);
      expect(stderr.split('\n')).toEqual([
        'jobs.yaml:18:33: expected stopped Mon, but at Mon 07:00 "office-hours" is running: the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
        'jobs.yaml:18:46: expected running 2026-12-24 09:00, but at Thu 2026-12-24 09:00 "office-hours" is stopped: 2026-12-24 is a holiday (Eve)',
        '',
      ]);
    });
  });

  test('with mistakes are told of each once, at its place, with the nearest name', async () => {
    const wrong = schedules
      .replace('running: [Mon-Fri', 'runing: [Mon-Fri')
      .replace('Europe/Berlin', 'Europe/Berlim')
      .replace('holidays.ics', 'holiday.ics')
      .replace('desired: running', 'desired: runing')
      .replace('Sun 02:00', 'Son 02:00');
    await inProject(files(wrong), async (root) => {
      const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

      expect(exitCode).toBe(2);
      expect(stderr.split('\n')).toEqual([
        'jobs.yaml:12:3: "running" is missing: list the periods, or [] for never',
        'jobs.yaml:13:15: unknown time zone "Europe/Berlim"; did you mean "Europe/Berlin"?',
        'jobs.yaml:14:5: unknown key "runing"; did you mean "running"?',
        'jobs.yaml:15:41: there is no readable file "holiday.ics"',
        'jobs.yaml:16:45: period "Son 02:00-04:00": "Son" is no weekday; did you mean Sun?',
        'jobs.yaml:17:28: "overrides.0.desired" cannot be "runing"; did you mean "running"?',
        '',
      ]);
    });
  });
});

test('a job may name a schedule that has a mistake itself, which is told once', async () => {
  const text = `${twoJobs}  stop:
    schedule: rate(5 minutes)
    environment: ops/metrics
    task: { stop-instances: { tags: { A: b }, bySchedule: { tags: [nightshift], fallback: office } } }
schedules:
  office: { running: [Mon-Fry 07:00-19:00] }
`;
  await inProject({ ...project, 'jobs.yaml': text }, async (root) => {
    const { exitCode, stderr } = await nightshift(root, 'jobs', 'check');

    expect(exitCode).toBe(2);
    expect(stderr.split('\n').filter((line) => !line.includes('warning'))).toEqual([
      'jobs.yaml:16:23: period "Mon-Fry 07:00-19:00": "Fry" is no weekday; did you mean Fri?',
      '',
    ]);
  });
});

test('says all of it as JSON, mistakes included, and ends as the text does', async () => {
  const read = async (root: string, ...words: string[]) => {
    const { exitCode, stdout, stderr } = await nightshift(root, ...words, '--output', 'json');
    return { exitCode, stderr, ...JSON.parse(stdout) };
  };
  const broken = twoJobs.replace('ops/inventory', 'ops/inventry');
  const shared = twoJobs.replace('ops/metrics', 'ops/inventory');
  const mistake = {
    ...{ severity: 'error', file: 'jobs.yaml', line: 5, column: 18 },
    message: 'no environment "ops/inventry"; did you mean "ops/inventory"?',
  };

  await inProject({ ...project, 'jobs.yaml': broken }, async (root) => {
    expect(await read(root, 'jobs', 'check')).toEqual({ exitCode: 2, stderr: '', diagnostics: [mistake] });
    expect(await read(root, 'env', 'check', 'ops/metrics')).toEqual({
      ...{ exitCode: 0, stderr: '', diagnostics: [] },
    });
  });
  await inProject({ ...project, 'jobs.yaml': shared }, async (root) => {
    expect(await read(root, 'jobs', 'check')).toMatchObject({
      exitCode: 0,
      diagnostics: [{ severity: 'warning' }],
    });
  });
});
