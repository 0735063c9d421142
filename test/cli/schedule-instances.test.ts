import { describe, expect, test } from '@jest/globals';
import { environment, inProject, nightshift } from './jobs-project.ts';

const jobs = `organization: acme
schedules:
  office-hours:
    timezone: Europe/Berlin
    running: [Mon-Fri 07:00-19:00]
    holidays: [2026-12-25 Christmas Day]
  closed-site: { running: [daily], holidays: [01-01..12-31 The site is closed] }
jobs:
  evening:
    schedule: cron(0/5 * * * ? *)
    environment: ops/shutdown
    task:
      stop-instances: { bySchedule: { tags: [nightshift, cloud-custodian] } }
  morning:
    schedule: cron(0/5 * * * ? *)
    environment: ops/shutdown
    task:
      start-instances: { tags: { Stage: dev-* }, bySchedule: { tags: [nightshift] } }
`;

const described = (id: string, Tags: Readonly<Record<string, string>>, more: object = {}) => ({
  InstanceId: id,
  State: { Code: 16, Name: 'running' },
  LaunchTime: '2026-03-02T06:00:00+00:00',
  InstanceType: 't3.micro',
  RootDeviceType: 'ebs',
  Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
  ...more,
});

const own = (schedule: string, more: Readonly<Record<string, string>> = {}) => ({
  'nightshift:schedule': schedule,
  ...more,
});

const reservations = [
  described('i-000000a1', own('office-hours', { Name: 'web', Stage: 'dev-1' })),
  described('i-000000a2', own('office-hours'), { State: { Name: 'stopped' } }),
  described('i-000000a3', own('closed-site', { 'nightshift:keep-until': '2026-03-06T20:00Z' })),
  described('i-000000a4', own('ofice-hours')),
  described('i-000000a5', { maid_offhours: 'off=(M-F,20);on=(M-F,6);tz=utc' }),
  described('i-000000a6', { Name: 'database' }),
].map((instance) => ({ Instances: [instance] }));

const files = {
  'jobs.yaml': jobs,
  'instances.json': JSON.stringify({ Reservations: reservations }),
  'list.json': '[]',
  'environments/ops/shutdown.yaml': environment('shutdown'),
};

const ask = (...argv: readonly string[]) =>
  inProject(files, (root) => nightshift(root, 'schedule', ...argv, '--instances', 'instances.json'));

describe('schedule explain of an instance', () => {
  test('says what each job would do, by which rule, and when its schedule changes next', async () => {
    expect(await ask('explain', 'i-000000a1', '--at', '2026-03-06T18:00:00Z')).toEqual({
      exitCode: 0,
      stdout: [
        'i-000000a1 (now running) at 2026-03-06T18:00:00Z',
        '  nightshift:schedule=office-hours says stopped: it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
        '  evening: stop, running since 2026-03-02T06:00:00.000Z, nightshift:schedule=office-hours says stopped: it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
        '  morning: skip, already running',
        '  then: running from 2026-03-09T06:00:00Z (Mon 2026-03-09 07:00 +01:00 Europe/Berlin), for the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test.each([
    ['i-000000a1', '2026-12-25T11:00:00Z', 'evening: stop, .* 2026-12-25 is a holiday \\(Christmas Day\\)'],
    ['i-000000a2', '2026-03-06T11:00:00Z', 'morning: none, its ids, tags or filters select others'],
    [
      'i-000000a3',
      '2026-03-06T19:00:00Z',
      'evening: skip, tag "nightshift:keep-until" keeps it running until',
    ],
    ['i-000000a3', '2026-03-06T20:00:00Z', 'evening: stop, .* is a holiday \\(The site is closed\\)'],
    [
      'i-000000a4',
      '2026-03-06T20:00:00Z',
      'evening: skip, .*no schedule "ofice-hours"; did you mean "office-hours"',
    ],
    ['i-000000a5', '2026-03-06T20:00:00Z', 'evening: stop, .* its last switch was off=\\(M-F,20\\)'],
    ['i-000000a6', '2026-03-06T20:00:00Z', 'evening: none, the instance has no schedule of its own'],
  ])('%s at %s: %s', async (id, at, line) => {
    expect((await ask('explain', id, '--at', at)).stdout).toMatch(new RegExp(line));
  });

  test('gives the same as JSON, and is asked for now when no time is given', async () => {
    const { stdout } = await ask('explain', 'i-000000a1', '--output', 'json');

    expect(JSON.parse(stdout)).toMatchObject({
      id: 'i-000000a1',
      state: 'running',
      at: '2026-03-06T17:00:00Z',
      schedule: {
        name: 'office-hours',
        desired: 'running',
        rule: { kind: 'period' },
        since: '2026-03-06T06:00:00Z',
        next: { at: '2026-03-06T18:00:00Z', desired: 'stopped', rule: { kind: 'outside-periods' } },
      },
      jobs: [
        { job: 'evening', action: 'skip', reason: expect.stringContaining('says running') },
        { job: 'morning', action: 'skip' },
      ],
    });
  });

  test.each([
    [['i-deadbeef'], 'there is no instance "i-deadbeef" in "instances.json"'],
    [['i-000000a1', '--instances', 'none.json'], 'option --instances: there is no file "none.json"'],
    [['i-000000a1', '--instances', '.'], 'cannot read ".": it is a folder'],
    [
      ['i-000000a1', '--instances', 'list.json'],
      'option --instances: "list.json" is not what "aws ec2 describe-instances --output json" prints',
    ],
  ])('%j is refused', async (argv, message) => {
    const [id = '', ...more] = argv;
    const given = more.length > 0 ? more : ['--instances', 'instances.json'];
    await inProject(files, async (root) => {
      expect(await nightshift(root, 'schedule', 'explain', id, ...given)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `nightshift: ${message}\n`,
      });
    });
  });
});

describe('schedule simulate with instances', () => {
  const week = ['simulate', '--from', '2026-03-02', '--instances', 'instances.json'];
  const simulate = (...argv: readonly string[]) =>
    inProject(files, (root) => nightshift(root, 'schedule', ...week, ...argv));

  test('tells what runs on which schedule, and names what no schedule moves', async () => {
    const { exitCode, stdout, stderr } = await simulate();
    const headings = stdout
      .split('\n')
      .filter((line) => /^\S.*: running|^\S.*: stopped|^ {2}for /.test(line));

    expect(exitCode).toBe(0);
    expect(headings).toEqual([
      'office-hours (Europe/Berlin): running 60 h, stopped 108 h',
      '  for i-000000a1 (web), i-000000a2',
      'closed-site (UTC): stopped 168 h',
      'closed-site (UTC): running 116 h, stopped 52 h',
      '  for i-000000a3',
      'maid_offhours=off=(M-F,20);on=(M-F,6);tz=utc (UTC): running 70 h, stopped 98 h',
      '  for i-000000a5',
    ]);
    expect(stderr).toBe(
      'nightshift: i-000000a4: tag "nightshift:schedule": there is no schedule "ofice-hours"; did you mean "office-hours"?\n',
    );
  });

  test('lists every change of every instance as JSON, and only what is named', async () => {
    const answer = JSON.parse((await simulate('i-000000a2', '--output', 'json')).stdout);

    expect(answer.jobs).toEqual([]);
    expect(answer.instances).toMatchObject([{ id: 'i-000000a2', schedule: 'office-hours' }]);
    expect(answer.instances[0].transitions).toHaveLength(10);
    expect(answer.instances[0].transitions[0]).toMatchObject({
      at: '2026-03-02T06:00:00Z',
      desired: 'running',
    });
  });

  test('draws them under their schedule', async () => {
    const { stdout } = await simulate('--output', 'html');

    expect(stdout).toContain('<p class="names"><span>i-000000a1 (web)</span>, <span>i-000000a2</span></p>');
    expect(stdout).toContain('tag nightshift:keep-until, until 2026-03-06T20:00Z');
  });
});
