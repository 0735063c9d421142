import { expect, test } from '@jest/globals';
import type { SlotRecord } from '../../../lib/run/ledger.ts';
import type { JobWatch } from '../../../lib/run/watchdog/job-watch.ts';
import { earliestSlot, lookAtJob, restJob } from '../../../lib/run/watchdog/look-at-job.ts';
import type { WatchedJob } from '../../../lib/run/watchdog/watched-job.ts';

const hourly: WatchedJob = {
  name: 'nightly',
  schedule: { expression: 'cron(0 * * * ? *)' },
  policy: { overlap: 'skip', retry: { attempts: 3 } },
  timeoutSeconds: 60,
  stack: 'Nightshift-Jobs-1',
  isChanging: false,
};

test('the first look marks the time and expects nothing of before', () => {
  const first = look({ now: '2026-03-06T10:20:00Z' });
  const second = look({ watch: first.watch, now: '2026-03-06T10:25:00Z' });

  expect(first).toMatchObject({ changed: true, opened: [], watch: { since: '2026-03-06T10:20:00.000Z' } });
  expect(second).toMatchObject({ changed: false, opened: [] });
});

test('a slot that did not start is told once, with the slot, what is known and what to do', () => {
  const begun = look({ now: '2026-03-06T10:20:00Z' });
  const early = look({ watch: begun.watch, now: '2026-03-06T11:14:00Z' });
  const late = look({ watch: early.watch, now: '2026-03-06T11:16:00Z' });
  const later = look({ watch: late.watch, now: '2026-03-06T12:16:00Z' });

  expect(early.opened).toEqual([]);
  expect(late.opened).toEqual([
    {
      job: 'nightly',
      kind: 'not-started',
      slot: '2026-03-06T11:00:00Z',
      lastSlot: '2026-03-06T11:00:00Z',
      slots: 1,
      openedAt: '2026-03-06T11:16:00.000Z',
      finding: 'it should have started by 2026-03-06T11:15:00Z',
      advice: expect.stringContaining('nightshift jobs run nightly --slot 2026-03-06T11:00:00Z'),
    },
  ]);
  expect(later.opened).toEqual([]);
  expect(later.watch.open).toMatchObject([{ slots: 2, lastSlot: '2026-03-06T12:00:00Z' }]);
});

test('it ends when that slot is run by hand, or a later one starts', () => {
  const missing = missed();
  const byHand = look({ watch: missing, rows: [row('11:00', 'running')], now: '2026-03-06T11:30:00Z' });
  const byItself = look({ watch: missing, rows: [row('12:00', 'succeeded')], now: '2026-03-06T12:05:00Z' });

  expect(byHand.closed).toMatchObject([
    { kind: 'not-started', ending: 'slot 2026-03-06T11:00:00Z has started' },
  ]);
  expect(byItself.closed).toMatchObject([{ ending: 'slot 2026-03-06T12:00:00Z has started' }]);
  expect(byItself.watch.open).toEqual([]);
});

test('a slot that was only written down as missed is not taken for one that started', () => {
  const rows = [{ ...row('11:00', 'skipped'), code: 'Missed' }];

  expect(look({ watch: missed(), rows, now: '2026-03-06T11:50:00Z' }).closed).toEqual([]);
});

test('a slot that a policy skipped is no incident', () => {
  const begun = look({ now: '2026-03-06T10:20:00Z' }).watch;
  const rows = [{ ...row('11:00', 'skipped'), code: 'Overlap' }];

  expect(look({ watch: begun, rows, now: '2026-03-06T13:59:00Z' }).opened).toMatchObject([
    { kind: 'not-started', slot: '2026-03-06T12:00:00Z' },
  ]);
});

test('a lost run is told when nobody has taken it up, and ends with a slot that ends well', () => {
  const begun = look({ now: '2026-03-06T10:20:00Z' }).watch;
  const rows = [row('11:00', 'running')];
  const waiting = look({ watch: begun, rows, now: '2026-03-06T11:30:00Z' });
  const told = look({ watch: waiting.watch, rows, now: '2026-03-06T11:33:00Z' });
  const over = look({
    watch: told.watch,
    rows: [...rows, row('12:00', 'succeeded')],
    now: '2026-03-06T12:05:00Z',
  });

  expect(waiting.opened).toEqual([]);
  expect(told.opened).toMatchObject([{ kind: 'not-finished', finding: expect.stringContaining('was lost') }]);
  expect(over.closed).toMatchObject([{ kind: 'not-finished' }]);
  expect(earliestSlot(over.watch)).toBe('2026-03-06T11:00:00Z');
});

test('a failure for good has its own alarm and is no incident', () => {
  const begun = look({ now: '2026-03-06T10:20:00Z' }).watch;
  const rows = [{ ...row('11:00', 'failed'), permanent: true }];

  expect(look({ watch: begun, rows, now: '2026-03-06T11:59:00Z' }).opened).toEqual([]);
});

test('a job that is paused or gone rests, what was open is over, and it begins anew afterwards', () => {
  const paused = look({ watch: missed(), isPaused: true, now: '2026-03-06T11:30:00Z' });
  const resumed = look({ watch: paused.watch, now: '2026-03-06T18:30:00Z' });
  const gone = restJob(missed(), 'the job is no longer deployed', new Date('2026-03-06T11:30:00Z'));

  expect(paused.closed).toMatchObject([{ ending: 'the job is paused' }]);
  expect(gone.closed).toMatchObject([{ ending: 'the job is no longer deployed' }]);
  expect(resumed).toMatchObject({ opened: [], watch: { since: '2026-03-06T18:30:00.000Z' } });
  expect(resumed.watch.resting).toBeUndefined();
});

test('a new schedule begins anew, but runs that had begun are followed to their end', () => {
  const begun = look({ now: '2026-03-06T10:20:00Z' }).watch;
  const running = look({ watch: begun, rows: [row('11:00', 'running')], now: '2026-03-06T11:05:00Z' }).watch;
  const job = { ...hourly, schedule: { expression: 'cron(30 * * * ? *)' } };

  const changed = lookAtJob({
    job,
    watch: running,
    rows: [row('11:00', 'running')],
    isPaused: false,
    now: new Date('2026-03-06T11:20:00Z'),
  });

  expect(changed.opened).toEqual([]);
  expect(changed.watch.pending).toEqual([{ slot: '2026-03-06T11:00:00Z', started: true }]);
});

test('a rate is expected one interval after its last slot', () => {
  const job = { ...hourly, schedule: { expression: 'rate(1 hour)' } };
  const at = (now: string, watch?: JobWatch, rows: readonly SlotRecord[] = []) =>
    lookAtJob({ job, watch, rows, isPaused: false, now: new Date(now) });
  const begun = at('2026-03-06T10:20:00Z').watch;
  const fired = at('2026-03-06T10:50:00Z', begun, [row('10:41', 'succeeded')]).watch;

  expect(at('2026-03-06T11:56:00Z', fired).opened).toEqual([]);
  expect(at('2026-03-06T11:58:00Z', fired).opened).toMatchObject([{ slot: '2026-03-06T11:41:00Z' }]);
});

test('nothing to do is suspicious for a job that always had something to do', () => {
  const effort = { slots: 30, idle: 0, durationsMs: Array.from({ length: 20 }, () => 60_000) };
  const watch = { ...look({ now: '2026-03-06T10:20:00Z' }).watch, effort };
  const idle = look({ watch, rows: [row('11:00', 'nothing-to-do')], now: '2026-03-06T11:05:00Z' });
  const fast = look({ watch, rows: [row('11:00', 'succeeded', 1)], now: '2026-03-06T11:05:00Z' });
  const usual = look({ watch, rows: [row('11:00', 'succeeded', 40)], now: '2026-03-06T11:05:00Z' });

  expect(idle.opened).toMatchObject([
    { kind: 'did-too-little', finding: 'it found nothing to do, as in 0 of the 30 slots before' },
  ]);
  expect(fast.opened).toMatchObject([{ finding: 'it took 1.0 s, and 60.0 s is usual (median of 20 slots)' }]);
  expect(usual.opened).toEqual([]);
});

function missed(): JobWatch {
  const begun = look({ now: '2026-03-06T10:20:00Z' }).watch;
  return look({ watch: begun, now: '2026-03-06T11:16:00Z' }).watch;
}

function look(fields: {
  readonly watch?: JobWatch;
  readonly rows?: readonly SlotRecord[];
  readonly isPaused?: boolean;
  readonly now: string;
}) {
  const { watch, rows = [], isPaused = false, now } = fields;
  return lookAtJob({ job: hourly, watch, rows, isPaused, now: new Date(now) });
}

function row(clock: string, state: SlotRecord['state'], seconds = 60): SlotRecord {
  const claimedAt = `2026-03-06T${clock}:00.000Z`;
  return {
    job: 'nightly',
    slot: `2026-03-06T${clock}:00Z`,
    state,
    attempt: 1,
    fence: 1,
    requestId: 'r',
    claimedAt,
    leaseEndsAt: new Date(Date.parse(claimedAt) + 120_000).toISOString(),
    ...(state === 'running'
      ? {}
      : { endedAt: new Date(Date.parse(claimedAt) + seconds * 1000).toISOString() }),
  };
}
