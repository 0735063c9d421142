import { describe, expect, test } from '@jest/globals';
import { formatDiagnostic } from '../../lib/model/diagnostic.ts';
import { messages, read, valid } from './jobs-file/fixture.ts';

const head = 'organization: acme\njobs:\n  a:\n';
const schedule = '    schedule: rate(5 minutes)\n';
const environment = '    environment: ops/idle\n';
const task = '    task: { idle: {} }\n';

describe('a right file', () => {
  test('becomes jobs with all defaults filled in', () => {
    const { jobsFile, diagnostics } = read(valid);

    expect(diagnostics).toEqual([]);
    expect(jobsFile).toEqual({
      organization: 'acme',
      region: 'eu-central-1',
      issuer: {
        domain: 'issuer.acme.example',
        certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1-2',
      },
      schedules: {},
      alarmEmails: ['ops@acme.example'],
      jobs: [
        {
          name: 'nightly',
          description: 'Copies',
          schedule: { expression: 'cron(0 2 * * ? *)' },
          environment: 'ops/backup',
          task: { name: 'copy', settings: { from: 'a', to: 'b', tags: { Team: 'red' } } },
          region: 'eu-central-1',
          role: 'managed',
          timeoutSeconds: 60,
          memoryMb: 512,
          policy: { overlap: 'skip', retry: { attempts: 2 } },
          notify: [],
        },
        {
          name: 'morning',
          schedule: {
            expression: 'rate(5 minutes)',
            timezone: 'Europe/Berlin',
            start: '2026-12-31T23:00:00Z',
            flexibleWindowMinutes: 5,
          },
          environment: 'ops/idle',
          task: { name: 'idle', settings: {} },
          region: 'eu-central-1',
          role: 'existing',
          timeoutSeconds: 30,
          memoryMb: 128,
          policy: { overlap: 'skip', retry: { attempts: 2 } },
          notify: [],
        },
      ],
    });
  });

  test('may end its lines as Windows does and begin with a byte order mark', () => {
    const text = `\uFEFF${valid.replaceAll('\n', '\r\n')}`;

    expect(read(text).jobsFile).toEqual(read(valid).jobsFile);
  });

  test('may repeat itself by aliases', () => {
    const text = `${head}${schedule}${environment}    task: &t { idle: {} }\n  b:\n${schedule}${environment}    task: *t\n`;

    expect(read(text).jobsFile?.jobs.map((job) => job.task.name)).toEqual(['idle', 'idle']);
  });

  test('takes a time zone beside the schedule, and one for all jobs', () => {
    const zones = (text: string) => read(text).jobsFile?.jobs.map((job) => job.schedule.timezone);
    const jobs = `${head}${schedule}    timezone: Asia/Tokyo\n${environment}${task}  b:\n${schedule}${environment}${task}`;

    expect(zones(jobs)).toEqual(['Asia/Tokyo', undefined]);
    expect(zones(`defaults: { timezone: Europe/Paris }\n${jobs}`)).toEqual(['Asia/Tokyo', 'Europe/Paris']);
  });

  test('has its five-field crons converted and its files inlined', () => {
    const text = `${head}    schedule: 0 2 * * *\n${environment}    task: { copy: { from: a, to: b, list: q.json } }\n`;
    const [job] = read(text).jobsFile?.jobs ?? [];

    expect(job?.schedule.expression).toBe('cron(0 2 * * ? *)');
    expect(job?.task.settings).toEqual({ from: 'a', to: 'b', list: 'text of q.json' });
  });

  test('keeps keys that mean something to JavaScript as they are', () => {
    const tags = '{ __proto__: a, constructor: b, toString: c }';
    const text = `${head}${schedule}${environment}    task: { copy: { from: a, to: b, tags: ${tags} } }\n`;

    const [job] = read(text).jobsFile?.jobs ?? [];

    expect(JSON.stringify(job?.task.settings)).toContain(
      '{"__proto__":"a","constructor":"b","toString":"c"}',
    );
  });
});

describe('every mistake is found at once, at its place', () => {
  test.each([
    [
      'an unknown key',
      `organisation: acme\n${head}${schedule}${environment}${task}`,
      '1:1: unknown key "organisation"; did you mean "organization"?',
    ],
    [
      'a misspelled required key, once',
      `${head}    shedule: rate(5 minutes)\n${environment}${task}`,
      '4:5: unknown key "shedule"; did you mean "schedule"?',
    ],
    [
      'the beginning of a key',
      `${head}${schedule}${environment}${task}    memory: 5\n`,
      '7:5: unknown key "memory"; did you mean "memoryMb"?',
    ],
    [
      'a key like no other',
      `issuer: { domain: x.example, certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1", zzzzzz: 1 }\n${head}${schedule}${environment}${task}`,
      '1:101: unknown key "zzzzzz"; known here: "domain" and "certificateArn"',
    ],
    [
      'a key that JavaScript knows',
      `${head}${schedule}${environment}${task}    constructor: 1\n`,
      '7:5: unknown key "constructor"; known here: "description", "schedule", "timezone", "environment", "task", "region", "role", "timeoutSeconds", "memoryMb", "overlap", "catchUp", "retry", "startWithin", "finishWithin", "timeout" and "notify"',
    ],
    ['a missing setting', `${head}${schedule}${task}`, '3:3: missing "environment" in "a"'],
    [
      'a missing organization',
      `jobs:\n  a:\n${schedule}${environment}${task}`,
      '1:1: missing "organization"',
    ],
    [
      'a number for text',
      `${head}${schedule}    environment: 12\n${task}`,
      '5:18: "environment": expected a string, got a number; put it in quotes',
    ],
    [
      'text for a number',
      `${head}${schedule}${environment}${task}    retry: { attempts: "2" }\n`,
      '7:24: "attempts": expected a whole number, got a string; leave out the quotes',
    ],
    ['nothing for a map', `organization: acme\njobs:\n  a:\n`, '3:5: "a": expected a map, got nothing'],
    ['a list for a map', `organization: acme\njobs: [a]\n`, '2:7: "jobs": expected a map, got a list'],
    ['text for the whole', 'hello\n', '1:1: expected a map, got a string'],
    [
      'another type than two forms',
      `${head}    schedule: 5\n${environment}${task}`,
      '4:15: "schedule": expected a string or a map, got a number; put it in quotes',
    ],
    [
      'a mistake within one of two forms',
      `${head}    schedule: { expression: rate(5 minutes), strat: 1 }\n${environment}${task}`,
      '4:46: unknown key "strat"; did you mean "start"?',
    ],
    [
      'a form that lacks its key',
      `${head}    schedule: { timezone: UTC }\n${environment}${task}`,
      '4:5: missing "expression" in "schedule"',
    ],
    [
      'a number out of range',
      `${head}${schedule}${environment}${task}    memoryMb: 64\n`,
      '7:15: "memoryMb": expected at least 128',
    ],
    [
      'a number that is none',
      `${head}${schedule}${environment}${task}    memoryMb: .nan\n`,
      '7:15: "memoryMb": expected a whole number, got a number that is not finite',
    ],
    [
      'a word that is not allowed',
      `${head}${schedule}${environment}${task}    role: exsting\n`,
      '7:11: "role": expected "managed" or "existing"; did you mean "existing"?',
    ],
    [
      'an address twice',
      `alarms: { emails: [a@b.example, c@b.example, a@b.example] }\n${head}${schedule}${environment}${task}`,
      '1:19: "emails": items 1 and 3 are the same',
    ],
    [
      'no e-mail address',
      `alarms: { emails: [a@b.example, ops] }\n${head}${schedule}${environment}${task}`,
      '1:33: "ops" is no e-mail address',
    ],
    [
      'no domain',
      `issuer: { domain: "https://x.example", certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1" }\n${head}${schedule}${environment}${task}`,
      '1:19: "https://x.example" is no domain name; expected one such as "issuer.example.com", without "https://"',
    ],
    [
      'no Region',
      `${head}${schedule}${environment}${task}    region: Frankfurt\n`,
      '7:13: "Frankfurt" is no AWS Region; expected one such as "eu-central-1"',
    ],
    [
      'a bad schedule, within its text',
      `${head}    schedule: "cron(0 25 * * ? *)"\n${environment}${task}`,
      "4:23: field 'hours': 25 is above 23",
    ],
    [
      'an unknown time zone',
      `${head}${schedule}    timezone: Europe/Berln\n${environment}${task}`,
      '5:15: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
    ],
    [
      'a time zone twice',
      `${head}    schedule: { expression: rate(1 hour), timezone: UTC }\n    timezone: UTC\n${environment}${task}`,
      '5:5: the time zone is given twice; the schedule has one',
    ],
    [
      'an end before the start',
      `${head}    schedule: { expression: rate(1 hour), start: 2027-02-01, end: 2027-01-01 }\n${environment}${task}`,
      '4:67: "end" is not after "start"',
    ],
    [
      'a time that daylight saving skips',
      `${head}    schedule: { expression: rate(1 hour), timezone: Europe/Berlin, start: 2027-03-28T02:30 }\n${environment}${task}`,
      '4:75: "2027-03-28T02:30" is skipped by daylight saving in Europe/Berlin',
    ],
    [
      'a missing environment',
      `${head}${schedule}    environment: ops/idl\n${task}`,
      '5:18: no environment "ops/idl"; did you mean "ops/idle"?',
    ],
    [
      'an environment without a project',
      `${head}${schedule}    environment: idle\n${task}`,
      '5:18: "idle" is no environment; write project/name',
    ],
    [
      'an environment outside of its folder',
      `${head}${schedule}    environment: ops/..\n${task}`,
      '5:22: "ops/.." is no environment; project and name have up to 100 letters, digits, "-", "_" and "."',
    ],
    [
      'a bad name of a job',
      `organization: acme\njobs:\n  Night_ly:\n${schedule}${environment}${task}`,
      '3:3: bad name "Night_ly": expected a small letter, then up to 47 small letters, digits and "-"',
    ],
    [
      'a bad organization',
      `organization: a b\njobs:\n  a:\n${schedule}${environment}${task}`,
      '1:15: "organization": expected up to 100 letters, digits, "-", "_" and "."',
    ],
    [
      'a job twice',
      `${head}${schedule}${environment}${task}  a: {}\n`,
      '7:3: duplicate job "a"; the first is on line 3',
    ],
    [
      'a key twice',
      `${head}${schedule}${environment}${schedule}${task}`,
      '6:5: duplicate key "schedule"; the first is on line 4',
    ],
    [
      'two tasks',
      `${head}${schedule}${environment}    task: { idle: {}, copy: { from: a, to: b } }\n`,
      '6:11: "task": expected exactly 1 task, got "idle" and "copy"',
    ],
    ['no task', `${head}${schedule}${environment}    task: {}\n`, '6:11: "task": expected exactly 1 task'],
    ['no jobs', 'organization: acme\njobs: {}\n', '2:7: "jobs": expected at least 1 job'],
    [
      'an unknown task',
      `${head}${schedule}${environment}    task: { coppy: {} }\n`,
      '6:13: unknown task "coppy"; did you mean "copy"?',
    ],
    [
      'a missing setting of a task',
      `${head}${schedule}${environment}    task: { copy: { from: a } }\n`,
      '6:13: missing "to" in "copy"',
    ],
    [
      'a number among texts of a task',
      `${head}${schedule}${environment}    task: { copy: { from: a, to: b, tags: { AutoStop: true } } }\n`,
      '6:55: "AutoStop": expected a string, got a boolean; put it in quotes',
    ],
    [
      'the nearest of two forms in a task',
      `${head}${schedule}${environment}    task: { copy: { from: a, to: b, size: 5 % } }\n`,
      '6:43: "size": expected a text that matches ^[0-9]+%$',
    ],
    [
      'what a task itself finds',
      `${head}${schedule}${environment}    task: { copy: { from: a, to: a } }\n`,
      '6:34: "to" is where it comes from',
    ],
    [
      'a key that is no text',
      `${head}${schedule}${environment}${task}    1: x\n`,
      '7:5: a key must be text: put "1" in quotes',
    ],
    [
      'a merge key',
      `${head}${schedule}${environment}${task}    <<: {}\n`,
      '7:5: merge keys ("<<") are not read; write the settings out, or use defaults',
    ],
    ['an unknown alias', `${head}${schedule}${environment}    task: *t\n`, '6:11: unknown alias "*t"'],
    ['a tab', `${head}\t${schedule}`, '4:1: a tab cannot indent; use spaces'],
    ['an open quote', `organization: "acme\n`, '2:1: a quote is not closed'],
    [
      'a second document',
      `${valid}---\na: 1\n`,
      '22:1: a second document begins here ("---"); one file holds one document',
    ],
    [
      'a tag',
      `${head}    schedule: !at rate(5 minutes)\n${environment}${task}`,
      '4:15: unknown tag; write the value without "!"',
    ],
    ['an empty file', '', '1:1: the file is empty; it needs "organization" and "jobs"'],
    ['a file of comments', '# hello\n', '1:1: the file is empty; it needs "organization" and "jobs"'],
  ])('%s', (_what, text, expected) => {
    const { jobsFile, diagnostics } = read(text);

    expect(diagnostics.map(formatDiagnostic)).toContain(`jobs.yaml:${expected}`);
    expect(jobsFile).toBeUndefined();
  });

  test('several at once, in the order of the file, each once', () => {
    const text = `organisation: acme\njobs:\n  A:\n    shedule: x\n    environment: ops/idel\n    task: { idel: {} }\n    retry: { attempts: 17, backoff: 1h }\n`;

    expect(messages(text)).toEqual([
      'jobs.yaml:1:1: unknown key "organisation"; did you mean "organization"?',
      'jobs.yaml:3:3: bad name "A": expected a small letter, then up to 47 small letters, digits and "-"',
      'jobs.yaml:4:5: unknown key "shedule"; did you mean "schedule"?',
      'jobs.yaml:5:18: no environment "ops/idel"; did you mean "ops/idle"?',
      'jobs.yaml:6:13: unknown task "idel"; did you mean "idle"?',
      'jobs.yaml:7:24: "attempts": expected at most 10',
    ]);
  });

  test('a file that a setting names and that cannot be read', () => {
    const text = `${head}${schedule}${environment}    task: { copy: { from: a, to: b, list: q.json } }\n`;
    const fail = () => {
      throw new Error('there is no readable file "q.json"');
    };

    expect(messages(text, { read: fail })).toEqual([
      'jobs.yaml:6:43: "list": there is no readable file "q.json"',
    ]);
  });

  test('an environment that jobs of different tasks share is a warning', () => {
    const text = `${head}${schedule}${environment}${task}  b:\n${schedule}${environment}    task: { copy: { from: a, to: b } }\n`;
    const { jobsFile } = read(text);

    expect(jobsFile?.jobs).toHaveLength(2);
    expect(messages(text)).toEqual([
      'jobs.yaml:9:18: warning: "ops/idle" is shared with "a", which does other work: each may do what both need; a second environment keeps them apart',
    ]);
  });
});

describe('a hostile file is refused, and quickly', () => {
  test('aliases that multiply', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}, *a${n}]`,
    );

    expect(messages(['a0: &a0 x', ...levels].join('\n')).join()).toMatch(
      /more than 50,000 values, aliases followed/,
    );
  });

  test('an alias inside of itself', () => {
    expect(messages('a: &a [*a]').join()).toMatch(/nested more than 50 levels deep, aliases followed/);
  });

  test('brackets without end, and a file without end', () => {
    const [first, ...others] = messages('['.repeat(200_000));

    expect(first).toMatch(/: the file is nested too deeply$/);
    expect(others.length).toBeLessThan(3);
    expect(messages('a: 1\n'.repeat(300_000))).toEqual([
      'jobs.yaml:1:1: the file has more than a million characters',
    ]);
  });
});

describe('environments in Pulumi Cloud', () => {
  const cloud = (environment: string, top = '') => `organization: acme
${top}jobs:
  a:
    schedule: rate(5 minutes)
    environment: ${environment}
    task: { idle: {} }
`;
  const settings = 'pulumiCloud: { organization: acme }\n';

  test('are named in full, with defaults for the rest', () => {
    const { jobsFile, diagnostics } = read(cloud('pulumi://acme/ops/backup@3', settings));

    expect(diagnostics).toEqual([]);
    expect(jobsFile?.pulumiCloud).toEqual({
      organization: 'acme',
      url: 'https://api.pulumi.com',
      accessAs: 'organization',
    });
    expect(jobsFile?.jobs[0]?.environment).toBe('pulumi://acme/ops/backup@3');
  });

  test.each([
    [
      'pulumi://ops/backup',
      settings,
      /is no environment of Pulumi Cloud; write pulumi:\/\/organization\/project/,
    ],
    ['pulumi://acme/ops/backup', '', /needs "pulumiCloud: \{ organization: acme \}" in this file/],
    ['pulumi://other/ops/backup', settings, /belongs to "other", pulumiCloud says "acme"/],
    ['pulumi://acme/ops/b', 'pulumiCloud: { organization: acme, as: team }\n', /as/],
    [
      'pulumi://acme/ops/b',
      'pulumiCloud: { organization: acme, accessAs: team }\n',
      /expected organization, team:NAME/,
    ],
    [
      'pulumi://acme/ops/b',
      'pulumiCloud: { organization: acme, provider: "arn:aws:iam::123456789012:oidc-provider/api.pulumi.com" }\n',
      /this is the provider of "api.pulumi.com"; tokens of Pulumi Cloud need that of "api.pulumi.com\/oidc"/,
    ],
    [
      'pulumi://acme/ops/b',
      'pulumiCloud: { organization: acme, url: "http://x" }\n',
      /expected an address such as/,
    ],
  ])('%s with %j is a mistake', (environment, top, message) => {
    expect(messages(cloud(environment, top)).join('\n')).toMatch(message);
  });
});
