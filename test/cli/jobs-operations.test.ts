import { describe, expect, test } from '@jest/globals';
import * as backfill from '../../lib/cli/jobs-backfill.ts';
import * as cancel from '../../lib/cli/jobs-cancel.ts';
import * as logs from '../../lib/cli/jobs-logs.ts';
import * as pause from '../../lib/cli/jobs-pause.ts';
import * as redrive from '../../lib/cli/jobs-redrive.ts';
import * as resume from '../../lib/cli/jobs-resume.ts';
import * as show from '../../lib/cli/jobs-show.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { type FakeApp, fakeApp, transcript } from './jobs-operator.ts';
import { inProject, project } from './jobs-project.ts';

type Define = Parameters<typeof transcript<() => Promise<FakeApp['operator']>>>[0];

const run = (command: Define, { operator }: FakeApp, argv: readonly string[], cwd = '/nowhere') =>
  transcript(command, argv, { services: async () => operator, cwd });

const slotOf = (fields: Partial<SlotRecord>): SlotRecord => ({
  job: 'inventory',
  slot: '2026-03-06T05:30:00Z',
  state: 'succeeded',
  attempt: 1,
  fence: 2,
  requestId: 'r-1',
  claimedAt: '2026-03-06T05:30:02.000Z',
  leaseEndsAt: '2026-03-06T05:46:02.000Z',
  ...fields,
});
const alice = 'arn:aws:sts::123456789012:assumed-role/Operator/alice';
const answered = (kind: string, reason: string) =>
  ({
    kind: 'answered',
    payload: { slot: 's', outcome: { kind, reason, figures: {} }, effect: 'done' },
  }) as const;

describe('jobs pause and resume', () => {
  test('say what was ordered, and keep who ordered it, when and why', async () => {
    const app = fakeApp();
    const paused = await run(pause, app, ['inventory', '--reason', 'the bucket moves']);
    expect(paused).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'job "inventory" is paused; a run that is going on ends by itself\n',
    });
    expect(app.tables.controls.get('inventory')?.paused).toEqual({
      by: alice,
      at: '2026-03-06T17:00:42.000Z',
      reason: 'the bucket moves',
    });
    const again = await run(pause, app, ['inventory', '--reason', 'me too']);
    expect(again.stdout).toBe(
      `job "inventory" was paused already by ${alice} at 2026-03-06T17:00:42.000Z: the bucket moves\n`,
    );
    expect((await run(resume, app, ['inventory', '--reason', 'it moved'])).stdout).toContain('runs again');
    expect(app.tables.controls.get('inventory')?.paused).toBeUndefined();
    expect(app.actions).toMatchObject([
      { kind: 'pause', by: alice, reason: 'the bucket moves' },
      { kind: 'resume', by: alice, reason: 'it moved' },
    ]);
  });

  test('print JSON for programs', async () => {
    const { stdout } = await run(resume, fakeApp(), ['inventory', '--reason', 'x', '--output', 'json']);
    expect(JSON.parse(stdout)).toEqual({ changed: false, control: { job: 'inventory', fence: 0 } });
  });

  test.each([
    [['inventry', '--reason', 'x'], 'no job "inventry" is deployed; did you mean "inventory"?'],
    [['inventory', '--reason', ' '], 'option --reason: say in a line, of 500 characters at most, why'],
  ])('refuse %j', async (argv, message) => {
    const app = fakeApp();
    expect(await run(pause, app, argv)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `nightshift: ${message}\n`,
    });
    expect(app.actions).toEqual([]);
  });
});

describe('jobs cancel', () => {
  test('asks a run to stop', async () => {
    const app = fakeApp({ slots: [slotOf({ state: 'running', attempt: 2 })] });
    const { stdout } = await run(cancel, app, ['inventory', '--reason', 'wrong bucket']);

    expect(stdout).toMatch(/^job "inventory", slot 2026-03-06T05:30:00Z: asked to stop/);
    expect([...app.tables.cancels.values()]).toMatchObject([
      { attempt: 2, by: alice, reason: 'wrong bucket' },
    ]);
    expect(app.actions).toMatchObject([{ kind: 'cancel', details: 'slot 2026-03-06T05:30:00Z' }]);
  });

  test('drops a slot that waits', async () => {
    const app = fakeApp({ slots: [slotOf({ state: 'waiting', attempt: 0 })] });
    const { stdout } = await run(cancel, app, ['inventory@2026-03-06T05:30Z', '--reason', 'x']);

    expect(stdout).toContain('will not be run');
    expect([...app.tables.slots.values()]).toMatchObject([{ state: 'skipped', code: 'Cancelled' }]);
  });

  test('says that there is nothing to stop', async () => {
    expect(await run(cancel, fakeApp({ slots: [slotOf({})] }), ['inventory', '--reason', 'x'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'nightshift: cannot cancel inventory: the slot is not running: succeeded\n',
    });
  });
});

describe('jobs show', () => {
  const attempt = {
    job: 'inventory',
    slot: '2026-03-06T05:30:00Z',
    attempt: 1,
    requestId: 'r-1',
    startedAt: '2026-03-06T05:30:02.000Z',
    endedAt: '2026-03-06T05:30:03.000Z',
    outcome: { kind: 'failed', reason: 'slow', figures: { bucketsListed: 2 }, code: 'SlowDown' },
  } as const;
  const failed = slotOf({
    state: 'failed',
    code: 'SlowDown',
    reason: 'slow',
    retryAt: '2026-03-06T05:40:00.000Z',
  });

  test('prints a slot with its attempts', async () => {
    const { stdout } = await run(show, fakeApp({ slots: [failed], runs: [attempt] }), ['inventory']);
    expect(stdout).toBe(
      [
        'job "inventory", slot 2026-03-06T05:30:00Z',
        '  state         failed (SlowDown)',
        '  reason        slow',
        '  started by    its schedule',
        '  attempts      1',
        '  claimed       2026-03-06T05:30:02.000Z',
        '  next attempt  2026-03-06T05:40:00.000Z',
        '',
        'attempt 1, 2026-03-06T05:30:02.000Z: failed (SlowDown): slow',
        '  bucketsListed  2',
        '  ended          2026-03-06T05:30:03.000Z',
        '  request        r-1',
        '',
      ].join('\n'),
    );
  });

  test('prints JSON for programs, and says what is not known', async () => {
    const app = fakeApp({ slots: [failed], runs: [attempt] });
    const { stdout } = await run(show, app, ['inventory@2026-03-06T05:30Z', '--output', 'json']);
    expect(JSON.parse(stdout)).toEqual({ slot: failed, attempts: [attempt] });
    expect((await run(show, app, ['heartbeat'])).stderr).toBe(
      'nightshift: the ledger knows no run "heartbeat"; nightshift jobs history heartbeat lists them\n',
    );
    expect((await run(show, app, ['a@b@c'])).exitCode).toBe(2);
  });
});

describe('jobs logs', () => {
  const log = [
    { id: '1', at: '2026-03-06T15:00:00.000Z', text: 'old' },
    { id: '2', at: '2026-03-06T16:30:00.000Z', text: 'run ended r-1' },
    { id: '3', at: '2026-03-06T16:31:00.000Z', text: 'run ended r-2' },
  ];

  test('prints the lines of the last hour, or since a time, or of one request', async () => {
    const app = fakeApp({ log });
    expect((await run(logs, app, ['inventory'])).stdout).toBe(
      '2026-03-06T16:30:00.000Z  run ended r-1\n2026-03-06T16:31:00.000Z  run ended r-2\n',
    );
    const { stdout } = await run(logs, app, [
      'inventory',
      '--since',
      '3h',
      '--request',
      'r-1',
      '--output',
      'json',
    ]);
    expect(JSON.parse(stdout)).toEqual(log[1]);
    expect((await run(logs, app, ['inventory', '--since', '2027-01-01T00:00Z'])).exitCode).toBe(2);
  });
});

describe('jobs backfill', () => {
  const argv = ['inventory', '--from', '2026-03-01T00:00Z', '--to', '2026-03-04T00:00Z'];
  const done = slotOf({ slot: '2026-03-02T05:30:00Z', reason: 'listed 2 buckets' });

  test('shows which slots it would run, and which are done', async () => {
    const app = fakeApp({ slots: [done] });
    const { stdout } = await inProject(project, (cwd) => run(backfill, app, [...argv, '--dry-run'], cwd));

    expect(stdout).toBe(
      [
        '2026-03-02T05:30:00Z  succeeded already: listed 2 buckets',
        '2026-03-01T05:30:00Z  would be run',
        '2026-03-03T05:30:00Z  would be run',
        '2 to run, 1 done already; nothing was run',
        '',
      ].join('\n'),
    );
    expect(app.invoked).toEqual([]);
  });

  test('runs the others beside whatever runs, and is recorded once', async () => {
    const app = fakeApp({ slots: [done], answer: answered('succeeded', 'listed') });
    const { stdout, exitCode } = await inProject(project, (cwd) => run(backfill, app, argv, cwd));

    expect({ exitCode, tail: stdout.split('\n').slice(-4) }).toEqual({
      exitCode: 0,
      tail: [
        '2026-03-01T05:30:00Z  succeeded: listed',
        '2026-03-03T05:30:00Z  succeeded: listed',
        '2 run, 0 failed',
        '',
      ],
    });
    expect(app.invoked.map(({ event }) => event)).toEqual(
      ['2026-03-01T05:30:00Z', '2026-03-03T05:30:00Z'].map((slot) => ({
        nightshift: { mode: 'apply', slot, beside: true },
      })),
    );
    expect(app.actions).toMatchObject([{ kind: 'backfill', by: alice, reason: 'by hand' }]);
  });

  test('goes on after a slot that failed, and ends with 1', async () => {
    const { stdout, exitCode } = await inProject(project, (cwd) =>
      run(backfill, fakeApp(), [...argv, '--parallel', '2'], cwd),
    );

    expect(exitCode).toBe(1);
    expect(stdout).toContain('3 run, 3 failed');
  });

  test.each([
    [['--to', '2026-02-01T00:00Z'], 'option --to: it is not after --from'],
    [['--parallel', '0'], 'option --parallel: "0" is not a whole number from 1 to 100'],
  ])('refuses %j', async (more, message) => {
    const { exitCode, stderr } = await inProject(project, (cwd) =>
      run(backfill, fakeApp(), [...argv, ...more], cwd),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `nightshift: ${message}\n` });
  });
});

describe('jobs redrive', () => {
  const letter = (id: string, functionName: string, time = '2026-03-05T05:30:00Z') => ({
    id,
    handle: id,
    attributes: {},
    sentAt: '2026-03-05T05:40:00.000Z',
    body: JSON.stringify({
      requestContext: { functionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}` },
      requestPayload: { 'detail-type': 'Scheduled Event', time },
      responsePayload: { errorType: 'AccessDenied', errorMessage: 'may not list' },
    }),
  });
  const undelivered = {
    id: 'c',
    handle: 'c',
    attributes: {
      TARGET_ARN: 'arn:aws:lambda:eu-central-1:123456789012:function:fn-heartbeat',
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Rate exceeded',
    },
    sentAt: '2026-03-05T08:00:00.000Z',
    body: JSON.stringify({ 'detail-type': 'Scheduled Event', time: '2026-03-05T06:00:00Z' }),
  };
  const letters = [
    letter('a', 'fn-inventory'),
    letter('b', 'fn-gone'),
    undelivered,
    { ...undelivered, id: 'd', body: '?' },
  ];

  test('lists the letters with their reasons and runs nothing', async () => {
    const app = fakeApp({ letters });
    expect((await run(redrive, app, [])).stdout).toBe(
      [
        'JOB        SLOT                  CODE          REASON',
        'inventory  2026-03-05T05:30:00Z  AccessDenied  may not list',
        'heartbeat  2026-03-05T06:00:00Z  THROTTLING    Rate exceeded',
        'run them again with --yes; 2 others stay where they are',
        '',
      ].join('\n'),
    );
    expect(app.invoked).toEqual([]);
    expect(app.letters.size).toBe(4);
  });

  test('runs their slots and removes those that ended well', async () => {
    const app = fakeApp({ letters, answer: answered('succeeded', 'done') });
    const { stdout, exitCode } = await run(redrive, app, ['--yes', '--reason', 'role mended']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 run, 0 failed');
    expect([...app.letters.keys()]).toEqual(['b', 'd']);
    expect(app.actions).toMatchObject([
      { job: 'inventory', kind: 'redrive', details: 'dead letters: 1', reason: 'role mended' },
      { job: 'heartbeat', kind: 'redrive' },
    ]);
  });

  test('keeps letters whose slot fails again, and those of other jobs', async () => {
    const app = fakeApp({ letters, answer: answered('failed', 'still may not') });
    const { exitCode } = await run(redrive, app, ['inventory', '--yes']);

    expect(exitCode).toBe(1);
    expect(app.letters.size).toBe(4);
    expect(app.invoked).toHaveLength(1);
  });
});
