import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Cli } from '../../lib/cli/cli.ts';
import { main } from '../../lib/cli/main.ts';

const jobs = `organization: acme
defaults: { timezone: Asia/Kolkata }
schedules:
  office-hours:
    timezone: Europe/Berlin
    running: [Mon-Fri 07:00-19:00]
    holidays: [2026-12-25 Christmas Day, { file: holidays.ics }]
    overrides:
      - { desired: running, from: 2026-12-23T19:00, until: 2026-12-23T22:00, reason: release }
    expect: [running Mon 09:00, stopped Sat, stopped 2026-12-24]
  round-the-clock:
    running: [daily]
jobs:
  nightly: { schedule: cron(0 2 * * ? *) }
  evening: { schedule: { expression: cron(0 18 ? * MON-FRI *), timezone: Europe/Berlin, end: 2026-12-23T00:00:00Z, flexibleWindowMinutes: 15 } }
  heartbeat: { schedule: rate(5 minutes) }
`;
const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//test//EN',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART;VALUE=DATE:20201224',
  'RRULE:FREQ=YEARLY',
  'SUMMARY:Christmas Eve',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-schedule-'));
  writeFileSync(join(folder, 'jobs.yaml'), jobs);
  writeFileSync(join(folder, 'holidays.ics'), calendar);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function nightshift(...argv: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const cli: Cli = {
    argv,
    env: {},
    cwd: folder,
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date('2026-12-21T12:00:00Z'),
    fetch,
    exitCode: 0,
  };
  const exitCode = await main(cli);
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

function file(name: string, change: (text: string) => string): string {
  writeFileSync(join(folder, name), change(jobs));
  return name;
}

describe('schedule next', () => {
  test('prints UTC and the wall clock', async () => {
    const asked = [
      'cron(0 18 ? * MON-FRI *)',
      '--timezone',
      'Europe/Berlin',
      '--from',
      '2026-03-27',
      '--count',
      '2',
    ];
    expect(await nightshift('schedule', 'next', ...asked)).toEqual({
      exitCode: 0,
      stdout:
        '2026-03-27T17:00:00Z  Fri 2026-03-27 18:00 +01:00 Europe/Berlin\n' +
        '2026-03-30T16:00:00Z  Mon 2026-03-30 18:00 +02:00 Europe/Berlin\n',
      stderr: '',
    });
  });

  test('prints a list of UTC times as JSON, and says on stderr what a Unix cron was read as', async () => {
    const { exitCode, stdout, stderr } = await nightshift(
      'schedule',
      'next',
      '0 2 * * 1',
      '--count',
      '2',
      '--output',
      'json',
    );
    expect({ exitCode, times: JSON.parse(stdout), stderr }).toEqual({
      exitCode: 0,
      times: ['2026-12-28T02:00:00Z', '2027-01-04T02:00:00Z'],
      stderr: 'nightshift: read "0 2 * * 1" as cron(0 2 ? * 2 *)\n',
    });
  });

  test('counts a rate from --from, and refuses to guess without it', async () => {
    const counted = await nightshift(
      'schedule',
      'next',
      'rate(12 hours)',
      '--from',
      '2026-03-28T06:00:00Z',
      '--count',
      '1',
    );
    expect(counted.stdout).toBe('2026-03-28T18:00:00Z  Sat 2026-03-28 18:00 +00:00 UTC\n');
    expect(await nightshift('schedule', 'next', 'rate(12 hours)')).toMatchObject({
      exitCode: 2,
      stderr:
        'nightshift: rate(12 hours) counts from its creation, which is unknown here: give a time to count from (--from T)\n',
    });
  });

  test('says so when nothing ever fires', async () => {
    expect(await nightshift('schedule', 'next', 'cron(0 0 30 2 ? *)')).toEqual({
      exitCode: 0,
      stdout: 'no firing after 2026-12-21T12:00:00Z\n',
      stderr: '',
    });
    expect((await nightshift('schedule', 'next', 'cron(0 0 30 2 ? *)', '--output', 'json')).stdout).toBe(
      '[]\n',
    );
  });

  test.each([
    [
      ['cron(0 2 * * * *)'],
      'schedule "cron(0 2 * * * *)", character 14: both day fields set: put ? in one (day-of-month is "*", day-of-week is "*")',
    ],
    [
      ['cron(0 2 * * ? *)', '--timezone', 'Berlin'],
      'unknown time zone "Berlin"; did you mean "Europe/Berlin"?',
    ],
    [
      ['cron(0 2 * * ? *)', '--from', 'soon'],
      'option --from: "soon" is no time: write 2026-03-06T18:00:00Z, or 2026-03-06T18:00 for the wall clock',
    ],
    [
      ['cron(0 2 * * ? *)', '--from', '2026-03-06T18:00:00+99:00'],
      'option --from: "2026-03-06T18:00:00+99:00": there is no offset +99:00',
    ],
    [
      ['cron(0 2 * * ? *)', '--timezone', 'Europe/Berlin', '--from', '2026-03-29T02:30'],
      'option --from: "2026-03-29T02:30" is skipped by daylight saving in Europe/Berlin',
    ],
    [['cron(0 2 * * ? *)', '--count', '0'], 'option --count: "0" is not a whole number from 1 to 99999'],
    [['cron(0 2 * * ? *)', '--output', 'yaml'], 'option --output: "yaml" is not one of text, json'],
    [[], "missing required argument 'expression'"],
  ])('%j is refused', async (argv, message) => {
    expect(await nightshift('schedule', 'next', ...argv)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `nightshift: ${message}\n`,
    });
  });
});

describe('schedule explain', () => {
  test('says it in words, as AWS writes it, with the next firings', async () => {
    expect((await nightshift('schedule', 'explain', '0 9 * * 5', '--timezone', 'Europe/Berlin')).stdout).toBe(
      [
        'cron(0 9 ? * 6 *)',
        '  converted from Unix cron "0 9 * * 5"',
        '  at 09:00 on Friday, Europe/Berlin',
        'next:',
        '  2026-12-25T08:00:00Z  Fri 2026-12-25 09:00 +01:00 Europe/Berlin',
        '  2027-01-01T08:00:00Z  Fri 2027-01-01 09:00 +01:00 Europe/Berlin',
        '  2027-01-08T08:00:00Z  Fri 2027-01-08 09:00 +01:00 Europe/Berlin',
        '',
      ].join('\n'),
    );
  });

  test('names the rule that decides for an off-hours schedule, and the next change', async () => {
    expect(await nightshift('schedule', 'explain', 'office-hours', '--at', '2026-12-24T09:00')).toEqual({
      exitCode: 0,
      stdout: [
        'office-hours at 2026-12-24T08:00:00Z (Thu 2026-12-24 09:00 +01:00 Europe/Berlin)',
        '  stopped: 2026-12-24 is a holiday (Christmas Eve)',
        '  then: running from 2026-12-28T06:00:00Z (Mon 2026-12-28 07:00 +01:00 Europe/Berlin), for the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
        '',
      ].join('\n'),
      stderr: '',
    });
    const asked = ['schedule', 'explain', 'office-hours', '--at', '2026-12-23T20:00:00Z', '--output', 'json'];
    expect(JSON.parse((await nightshift(...asked)).stdout)).toMatchObject({
      desired: 'running',
      rule: { kind: 'override', reason: 'release' },
      next: { at: '2026-12-23T21:00:00Z', desired: 'stopped' },
    });
  });

  test('now is meant when no time is given, and a wrong name gets the nearest', async () => {
    const { stdout } = await nightshift('schedule', 'explain', 'round-the-clock');
    expect(stdout).toContain('round-the-clock at 2026-12-21T12:00:00Z');
    expect(stdout).toContain('then: no change within a year');
    expect((await nightshift('schedule', 'explain', 'ofice-hours')).stderr).toBe(
      'nightshift: "jobs.yaml" has no off-hours schedule "ofice-hours"; did you mean "office-hours"?\n',
    );
  });
});

describe('schedule simulate', () => {
  test('prints each change and each firing, weeks beginning at the own midnight of each', async () => {
    const { exitCode, stdout, stderr } = await nightshift(
      'schedule',
      'simulate',
      'office-hours',
      'evening',
      '--from',
      '2026-12-21',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'from 2026-12-21 to 2026-12-28',
      '',
      'office-hours (Europe/Berlin): running 39 h, stopped 129 h',
      '  2026-12-20T23:00:00Z  Mon 2026-12-21 00:00 +01:00  stopped     it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      '  2026-12-21T06:00:00Z  Mon 2026-12-21 07:00 +01:00  running     the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
      '  2026-12-21T18:00:00Z  Mon 2026-12-21 19:00 +01:00  stopped     it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      '  2026-12-22T06:00:00Z  Tue 2026-12-22 07:00 +01:00  running     the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
      '  2026-12-22T18:00:00Z  Tue 2026-12-22 19:00 +01:00  stopped     it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      '  2026-12-23T06:00:00Z  Wed 2026-12-23 07:00 +01:00  running     the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
      '  2026-12-23T21:00:00Z  Wed 2026-12-23 22:00 +01:00  stopped     it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      '',
      'evening: at 18:00 on Monday to Friday, Europe/Berlin, or up to 15 minutes later: 2 firings',
      '  2026-12-21T17:00:00Z  Mon 2026-12-21 18:00 +01:00',
      '  2026-12-22T17:00:00Z  Tue 2026-12-22 18:00 +01:00',
      '',
    ]);
  });

  test('gives the same as JSON, with all firings, a job without zone in the default one', async () => {
    const { stdout } = await nightshift('schedule', 'simulate', '--from', '2026-12-21', '--output', 'json');
    const answer = JSON.parse(stdout);
    expect(
      answer.schedules.map(({ name, hours }: { name: string; hours: unknown }) => ({ name, hours })),
    ).toEqual([
      { name: 'office-hours', hours: { running: 39, stopped: 129, 'left-alone': 0 } },
      { name: 'round-the-clock', hours: { running: 168, stopped: 0, 'left-alone': 0 } },
    ]);
    expect(answer.jobs[0].firings[0]).toBe('2026-12-20T20:30:00Z');
    expect(answer.jobs[2].firings).toHaveLength(2016);
    expect(answer.expectations.map(({ kind }: { kind: string }) => kind)).toEqual(['met', 'met', 'met']);
  });

  test('draws a page that stands alone: no script, nothing fetched, a row for each day', async () => {
    const { stdout } = await nightshift('schedule', 'simulate', '--from', '2026-12-21', '--output', 'html');
    expect(stdout.startsWith('<!doctype html>')).toBe(true);
    expect(stdout).toContain('name="viewport"');
    expect(stdout).toContain('holiday: Christmas Eve');
    expect(stdout.match(/class="day"/g)).toHaveLength(7 + 1 + 7 + 7 + 1);
    expect(stdout).toMatch(/Mon-Sun<.*running 00:00-24:00/);
    expect(stdout).toMatch(/Mon-Sun<.*288 firings a day/);
    expect(stdout).not.toMatch(/<script|https?:|@import|src=/);
  });

  test('an expectation that is not met is explained, and the exit code is 1', async () => {
    const bad = file('expect.yaml', (text) => text.replace('stopped Sat', 'stopped Mon'));
    const { exitCode, stderr } = await nightshift('schedule', 'simulate', '--file', bad);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'nightshift: expected stopped Mon, but at Mon 07:00 "office-hours" is running: the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on\n',
    });
  });

  test('every mistake is printed at its place, and the exit code is 2', async () => {
    const bad = file('wrong.yaml', (text) =>
      text
        .replace('Mon-Fri 07:00', 'Mon-Fry 07:00')
        .replace('holidays.ics', 'holiday.ics')
        .replace('running: [daily]', 'runs: [daily]')
        .replace('cron(0 2 * * ? *)', 'cron(0 2 * * * *)'),
    );
    const { exitCode, stderr } = await nightshift('schedule', 'simulate', '--file', bad);
    expect(exitCode).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'wrong.yaml:6:15: period "Mon-Fry 07:00-19:00": "Fry" is no weekday; did you mean Fri?',
      'wrong.yaml:7:50: there is no file "holiday.ics" beside wrong.yaml',
      'wrong.yaml:11:3: "running" is missing: list the periods, or [] for never',
      'wrong.yaml:12:5: unknown key "runs"; known: description, timezone, running, holidays, onHolidays, maintenance, overrides, only, enforce, expect',
      'wrong.yaml:14:24: both day fields set: put ? in one (day-of-month is "*", day-of-week is "*")',
      '',
    ]);
  });

  test.each([
    [['--from', '2026-12-21', '--to', '2026-12-21'], 'option --to: it is not after --from'],
    [
      ['--from', '2026-01-01', '--to', '2027-01-01', '--output', 'html'],
      'a week chart shows at most 70 days',
    ],
    [['ofice-hours'], 'no schedule or job "ofice-hours"; did you mean "office-hours"?'],
    [
      ['xyz'],
      'no schedule or job "xyz"; there is office-hours, round-the-clock, nightly, evening, heartbeat',
    ],
    [['--file', 'none.yaml'], 'there is no file "none.yaml"; --file names another'],
  ])('%j is refused', async (argv, message) => {
    expect(await nightshift('schedule', 'simulate', ...argv)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `nightshift: ${message}\n`,
    });
  });
});
