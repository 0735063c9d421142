import { describe, expect, test } from '@jest/globals';
import { callBody } from '../../lib/console/page-call.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { everydayApp } from '../fakes/console-app.ts';
import { openConsole, textOf } from './visit.ts';

const now = new Date('2026-11-25T21:40:30Z');
const open = () => openConsole(everydayApp(now));

/** Lets what was started in the background come to its end. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('running', () => {
  test('a job now runs the slot of this minute and leads to its page', async () => {
    const { post, done, read } = open();

    const answer = await post('/jobs/heartbeat/run', { slot: '' });
    await settle();

    expect(answer.status).toBe(303);
    expect(done).toEqual(['run heartbeat 2026-11-25T21:40:00Z']);
    expect(textOf(await read(answer.headers.get('location') ?? ''))).toContain('done by the fake');
  });

  test('a slot again runs that one', async () => {
    const { post, done } = open();

    await post('/jobs/nightly-log-backup/run', { slot: '2026-11-25T02:00:00Z' });

    expect(done).toEqual(['run nightly-log-backup 2026-11-25T02:00:00Z']);
  });

  test('what goes on in another invocation is said to run, not to be skipped', async () => {
    const outcome = { kind: 'skipped', reason: 'goes on in another invocation', figures: {} } as const;
    const run = { job: 'nightly-log-backup', slot: '2026-11-25T02:00:00Z', attempt: 1, durationMs: 1 };
    const answer = {
      ...{ ...run, outcome, retry: false, permanent: false, details: [] },
      effect: 'continued',
    } as const;
    const progress = { kind: 'done', slots: [], answer } as const;
    const call = { id: '1', title: 'Run', startedAt: now, progress };
    const page = textOf(String(await callBody(call, { now, timezone: 'UTC' })));

    expect(page).toContain('running goes on in another invocation');
    expect(page).not.toContain('skipped');
  });

  test('what is no slot is refused, and nothing runs', async () => {
    const { post, done } = open();

    const answer = await post('/jobs/heartbeat/run', { slot: 'tonight' });

    expect(answer.status).toBe(400);
    expect(textOf(await answer.text())).toContain('"tonight" is no slot');
    expect(done).toEqual([]);
  });

  test('a dry run shows its items, and the form runs exactly that plan', async () => {
    const { post, read, done } = open();

    const { headers } = await post('/jobs/evening-shutdown/plan', { slot: '' });
    await settle();
    const page = await read(headers.get('location') ?? '');
    const fields = Object.fromEntries(
      [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    await post('/jobs/evening-shutdown/run', fields);

    expect(textOf(page)).toContain('stop i-0a1 (web-1)');
    expect(done).toEqual([
      'plan evening-shutdown 2026-11-25T21:40:00Z',
      'run evening-shutdown 2026-11-25T21:40:00Z plan evening-shutdown/plans/1/plan.json d1ge57',
    ]);
  });
});

describe('pausing', () => {
  test('takes a reason, shows it, and resuming ends it', async () => {
    const { post, read, done } = open();

    const answer = await post('/jobs/heartbeat/pause', { reason: 'CloudWatch is down' });
    const paused = textOf(await read(answer.headers.get('location') ?? ''));
    await post('/jobs/heartbeat/resume', { reason: 'it is up again' });
    const resumed = textOf(await read('/jobs/heartbeat'));

    expect(done).toEqual(['pause heartbeat: CloudWatch is down', 'resume heartbeat']);
    expect(paused).toContain('“CloudWatch is down”');
    expect(resumed).not.toContain('CloudWatch is down');
  });

  test('without a reason is refused', async () => {
    const { post, done } = open();

    expect((await post('/jobs/heartbeat/pause', { reason: '  ' })).status).toBe(400);
    expect(done).toEqual([]);
  });
});

describe('cancelling', () => {
  test('asks a run to stop, with a reason', async () => {
    const { post, read, done } = open();
    const path = '/jobs/evening-shutdown/slots/2026-11-25T21:40:00Z';

    const offered = await read(path);
    const answer = await post(`${path}/cancel`, { reason: 'wrong day' });

    expect(offered).toContain('2026-11-25T21%3A40%3A00Z/cancel');
    expect(textOf(await read(`${path}/cancel`))).toContain('stops between two batches');
    expect(answer.status).toBe(303);
    expect(done).toEqual(['cancel evening-shutdown 2026-11-25T21:40:00Z: wrong day']);
  });

  test('of what does not run says so', async () => {
    const answer = await open().post('/jobs/heartbeat/slots/2026-11-25T21:35:00Z/cancel', { reason: 'x' });

    expect(answer.status).toBe(400);
    expect(textOf(await answer.text())).toContain('nothing to cancel: the slot is succeeded');
  });
});

describe('backfilling', () => {
  test('shows which slots of the days will run, then runs them and tells of each', async () => {
    const { read, post, done } = open();

    const preview = textOf(await read('/jobs/nightly-log-backup/backfill?from=2026-11-23&to=2026-11-25'));
    const { headers } = await post('/jobs/nightly-log-backup/backfill', {
      from: '2026-11-23',
      to: '2026-11-25',
      parallel: '2',
    });
    await settle();

    expect(preview).toContain('Backfill 1 slot of nightly-log-backup');
    expect(preview).toContain('succeeded 2026-11-24T02:00:00Z stays as it is');
    expect(preview).toContain('failed 2026-11-25T02:00:00Z will run');
    expect(done).toEqual(['backfill nightly-log-backup by 2']);
    expect(textOf(await read(headers.get('location') ?? ''))).toContain('Done: 1 slot, none failed');
  });

  test.each([
    [{ from: '2026-11-25', to: '2026-11-23', parallel: '1' }, 'lies before the first'],
    [{ from: '2026-02-30', to: '2026-03-01', parallel: '1' }, 'no such date'],
    [{ from: '2026-11-23', to: '2026-11-25', parallel: '99' }, 'from 1 to 10'],
  ])('refuses %j', async (fields, words) => {
    const { post, done } = open();

    const answer = await post('/jobs/nightly-log-backup/backfill', fields);

    expect(answer.status).toBe(400);
    expect(textOf(await answer.text())).toContain(words);
    expect(done).toEqual([]);
  });
});

describe('redriving', () => {
  test('runs the chosen dead letters and they are gone', async () => {
    const { post, read, done } = open();

    const { headers } = await post('/dead-letters', { id: 'letter-1' });
    await settle();

    expect(done).toEqual(['redrive letter-1']);
    expect(textOf(await read(headers.get('location') ?? ''))).toContain('Done: 1 slot');
    expect(textOf(await read('/dead-letters'))).toContain('No dead letter waits');
  });

  test('of none is refused', async () => {
    expect((await open().post('/dead-letters', {})).status).toBe(400);
  });
});

test('a call that breaks off says why on its page', async () => {
  const message = 'job "heartbeat" ran out of time after 60 s';
  const planFailure = new ServiceError({
    code: 'FunctionTimeout',
    message,
    service: 'lambda',
    operation: 'Invoke',
  });
  const { post, read, get } = openConsole({ ...everydayApp(now), planFailure });

  const { headers } = await post('/jobs/heartbeat/plan', { slot: '' });
  await settle();

  expect(textOf(await read(headers.get('location') ?? ''))).toContain(`${message} (FunctionTimeout)`);
  expect((await get('/calls/another')).status).toBe(404);
});
