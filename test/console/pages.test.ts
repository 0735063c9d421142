import { describe, expect, test } from '@jest/globals';
import type { ConsoleJob } from '../../lib/console/port.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { endedSlot, type FakeAppFields } from '../fakes/console.ts';
import { everydayApp } from '../fakes/console-app.ts';
import { openConsole, textOf } from './visit.ts';

const now = new Date('2026-11-25T21:40:30Z');
const job: ConsoleJob = {
  name: 'backup',
  schedule: { expression: 'cron(0 2 * * ? *)' },
  environment: 'ops/backup',
  functionName: 'fn-backup',
};
const app = (fields: Partial<FakeAppFields> = {}): FakeAppFields => ({
  now: () => now,
  jobs: [job],
  ...fields,
});

describe('the overview', () => {
  test('says what needs attention first: dead letters, failures, incidents, pauses', async () => {
    const text = textOf(await openConsole(everydayApp(now)).read('/'));

    const order = [
      '1 dead letter',
      'access denied (AccessDenied)',
      'no run had started',
      'office closed until Monday',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('says so where nothing needs attention', async () => {
    const slots = [endedSlot({ job: 'backup', slot: '2026-11-25T02:00:00Z' })];

    expect(textOf(await openConsole(app({ slots })).read('/'))).toContain('no job failed');
  });

  test('is quiet about a failure that a later slot has made good', async () => {
    const slots = [
      endedSlot({ job: 'backup', slot: '2026-11-24T02:00:00Z', state: 'failed', reason: 'it broke' }),
      endedSlot({ job: 'backup', slot: '2026-11-25T02:00:00Z' }),
    ];

    expect(textOf(await openConsole(app({ slots })).read('/'))).not.toContain('it broke');
  });

  test('counts failures in a row', async () => {
    const slots = ['23', '24', '25'].map((day) =>
      endedSlot({ job: 'backup', slot: `2026-11-${day}T02:00:00Z`, state: 'failed', reason: 'it broke' }),
    );

    expect(textOf(await openConsole(app({ slots })).read('/'))).toContain('3rd failed slot in a row');
  });

  test("tells the next slot on the viewer's clock, and on the job's where it differs", async () => {
    const schedule = { expression: 'cron(0 18 * * ? *)', timezone: 'America/New_York' };
    const site = openConsole(app({ jobs: [{ ...job, schedule }] }), { timezone: 'Europe/Berlin' });

    const text = textOf(await site.read('/'));

    expect(text).toContain('Thu 26 Nov 00:00');
    expect(text).toContain('Wed 25 Nov 18:00 America/New_York');
  });

  test('tells the last thirty days in words, for those who do not see the strip', async () => {
    const slots = [
      endedSlot({ job: 'backup', slot: '2026-11-25T02:00:00Z' }),
      endedSlot({ job: 'backup', slot: '2026-11-24T02:00:00Z', state: 'failed' }),
      endedSlot({ job: 'backup', slot: '2026-10-01T02:00:00Z', state: 'failed' }),
    ];

    const page = await openConsole(app({ slots })).read('/');

    expect(page).toContain('aria-label="last 30 days: 1 succeeded, 1 failed; failed on Tue 24 Nov"');
  });

  test('is there although the queue cannot be read, and says so', async () => {
    const queueFailure = new ServiceError({
      code: 'AccessDenied',
      message: 'cannot read the dead letters',
      service: 'sqs',
      operation: 'ReceiveMessage',
    });

    const site = openConsole({ ...everydayApp(now), queueFailure });

    expect(textOf(await site.read('/'))).toContain('cannot read the dead letters (AccessDenied)');
  });
});

describe("a job's page", () => {
  test('tells schedule, next slots, environment, role and runs', async () => {
    const text = textOf(await openConsole(everydayApp(now)).read('/jobs/nightly-log-backup'));

    for (const words of [
      'every day at 02:00 UTC',
      'Thu 26 Nov 02:00',
      'ops/backup-logs',
      'arn:aws:iam::123456789012:role/',
      'copied 1841 objects',
      '3 attempts a slot, 1 minute after a failure',
      'of slots missed in the last 2 hours, the newest 3 are made good',
      'the bucket was locked',
    ])
      expect(text).toContain(words);
  });

  test('keeps a place for what operators do before anybody did anything, so that a renewal can fill it', async () => {
    const page = await openConsole(app()).read('/jobs/backup');

    expect(page).toContain('<section id="actions-done" data-live hidden></section>');
  });

  test('shows 25 runs and leads on to older ones until there are no more', async () => {
    const site = openConsole(everydayApp(now));
    const first = await site.read('/jobs/nightly-log-backup');
    const older = /href="([^"]+)#runs" rel="next"/.exec(first)?.[1] ?? '';
    const second = await site.read(older.replaceAll('&amp;', '&'));

    expect(first.match(/data-label="Outcome"/g)).toHaveLength(25);
    expect(second.match(/data-label="Outcome"/g)).toHaveLength(6);
    expect(second).not.toContain('rel="next"');
  });

  test('of a job that there is not names the nearest', async () => {
    const answer = await openConsole(everydayApp(now)).get('/jobs/hartbeat');

    expect(answer.status).toBe(404);
    expect(textOf(await answer.text())).toContain('no job "hartbeat"; did you mean "heartbeat"?');
  });

  test('of a job that is declared and not deployed offers nothing to do', async () => {
    const { functionName: _functionName, ...declared } = job;
    const page = await openConsole(app({ jobs: [declared] })).read('/jobs/backup');

    expect(textOf(page)).toContain('not deployed');
    expect(page).not.toContain('/jobs/backup/run"');
  });
});

describe("a run's page", () => {
  const failed = '/jobs/nightly-log-backup/slots/2026-11-25T02:00:00Z';

  test('leads from the reason to what to do, the items and the log line', async () => {
    const text = textOf(await openConsole(everydayApp(now)).read(failed));

    for (const words of [
      'access denied',
      'AccessDenied',
      'What to do:',
      'attempt 1',
      'app/2026/11/24/: cannot list',
      'error run ended: failed (AccessDenied): cannot list',
    ])
      expect(text).toContain(words);
  });

  test('shows the mail in a frame without scripts, of its own policy', async () => {
    const site = openConsole(everydayApp(now));
    const path = '/jobs/morning-error-report/slots/2026-11-25T06:00:00Z';

    const page = await site.read(path);
    const mail = await site.get(`${path}/mail`);

    expect(page).toContain(
      `<iframe class="mail" sandbox="" src="${encodeURI(path).replaceAll(':', '%3A')}/mail"`,
    );
    expect(mail.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*; sandbox;/);
    expect(await mail.text()).toContain('Error rate 0.45');
  });

  test('of a slot that nobody claimed says so', async () => {
    expect(textOf(await openConsole(app()).read('/jobs/backup/slots/2026-11-25T02:00:00Z'))).toContain(
      'The ledger knows nothing of this slot',
    );
  });

  test('of no slot is not found', async () => {
    expect((await openConsole(app()).get('/jobs/backup/slots/yesterday')).status).toBe(404);
  });
});

describe('renewal', () => {
  test('an unchanged page answers 304, a changed one anew', async () => {
    let seconds = 0;
    const clock = () => new Date(now.getTime() + seconds * 1_000);
    const site = openConsole({ ...everydayApp(now), now: clock });
    const etag = (await site.get('/jobs/nightly-log-backup')).headers.get('etag') ?? '';
    const unchanged = await site.get('/jobs/nightly-log-backup', { 'if-none-match': etag });
    site.put(endedSlot({ job: 'nightly-log-backup', slot: '2026-11-25T21:40:00Z' }));
    seconds = 5;
    const changed = await site.get('/jobs/nightly-log-backup', { 'if-none-match': etag });

    expect([unchanged.status, changed.status]).toEqual([304, 200]);
  });
});

test('names, reasons and log lines are text, whatever they hold', async () => {
  const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
  const slot = '2026-11-25T02:00:00Z';
  const named = { ...job, name: evil, description: evil, pause: { reason: evil, by: evil, at: slot } };
  const site = openConsole({
    now: () => now,
    jobs: [named],
    slots: [
      endedSlot({ job: evil, slot, state: 'failed', reason: evil, code: evil, figures: { [evil]: 1 } }),
      endedSlot({ job: evil, slot: '2026-11-24T02:00:00Z', reason: evil }),
    ],
    log: [
      { at: new Date('2026-11-25T02:00:03Z'), text: evil },
      {
        at: new Date('2026-11-25T02:00:03Z'),
        text: JSON.stringify({ message: 'run ended', slot, details: [evil], other: evil }),
      },
    ],
    deadLetters: [{ id: evil, job: evil, slot, reason: evil }],
    incidents: [
      {
        job: evil,
        kind: 'not-started',
        slot,
        lastSlot: slot,
        slots: 1,
        finding: evil,
        advice: evil,
        openedAt: slot,
      },
    ],
  });
  const path = `/jobs/${encodeURIComponent(evil)}`;
  const paths = [
    '/',
    path,
    `${path}/slots/${slot}`,
    '/dead-letters',
    `${path}/run?slot=${encodeURIComponent(evil)}`,
    `${path}/resume`,
    `/jobs/${encodeURIComponent(`${evil}!`)}`,
  ];

  for (const each of paths) {
    const page = await site.read(each);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img');
  }
});

describe('no answer holds a secret', () => {
  const canaries = [
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    `IQoJ${'b3JpZ2luX2Vj'.repeat(6)}`,
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0xyz.c2ln',
  ];

  test('although a log line, a reason or a mail does', async () => {
    const slot = '2026-11-25T02:00:00Z';
    const text = canaries.join(' ');
    const site = openConsole(
      app({
        slots: [endedSlot({ job: 'backup', slot, state: 'failed', reason: text })],
        log: [{ at: new Date('2026-11-25T02:00:03Z'), text }],
        mails: { [`backup ${slot}`]: `<p>${text}</p>` },
      }),
    );
    for (const path of [
      '/',
      '/jobs/backup',
      `/jobs/backup/slots/${slot}`,
      `/jobs/backup/slots/${slot}/mail`,
    ]) {
      const page = await site.read(path);
      expect(page).toContain('[secret]');
      for (const canary of canaries) expect(page).not.toContain(canary);
    }
  });

  test('nor the token or the session', async () => {
    const site = openConsole(everydayApp(now));
    for (const path of ['/', '/jobs/heartbeat', '/console.js', '/nowhere'])
      expect(await site.read(path)).not.toMatch(/the-token|the-session/);
  });

  test('nor the words of an error that is no service’s', async () => {
    const failure = new Error('connect with AKIAIOSFODNN7EXAMPLE and password hunter2');
    const site = openConsole(app({ failure }));

    const answer = await site.get('/');

    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toMatch(/hunter2|AKIA/);
    expect(site.errors).toEqual([failure]);
  });

  test('what a service refused is told in its words', async () => {
    const failure = new ServiceError({
      code: 'NoCredentials',
      message: 'no AWS credentials here',
      service: 'x',
      operation: 'y',
    });

    expect(textOf(await openConsole(app({ failure })).read('/'))).toContain(
      'no AWS credentials here (NoCredentials)',
    );
  });
});
