import { describe, expect, test } from '@jest/globals';
import { memoryLedger } from '../../lib/local/memory.ts';
import type { RunPolicy } from '../../lib/model/run-policy.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { settleSlots } from '../../lib/run/settle-slots.ts';
import { operatorLedger } from '../fakes/operator-ledger.ts';

const noon = new Date('2026-11-21T12:00:00Z');
const slotAt = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`;

/** A job that fires every hour, seen since eight o'clock; the five-minute function looks at noon. */
function setUp(policy: Partial<RunPolicy> = {}, records: readonly Partial<SlotRecord>[] = []) {
  const memory = memoryLedger();
  for (const fields of records) {
    const record = { ...ended(8), ...fields };
    memory.slots.set(`hourly ${record.slot}`, record);
  }
  const started: unknown[] = [];
  const ports = {
    ledger: memory,
    readSlots: operatorLedger(memory).readSlots,
    startSlot: async (_job: string, event: unknown) => {
      started.push(event);
    },
  };
  const settle = (now = noon) =>
    settleSlots(
      {
        job: {
          name: 'hourly',
          schedule: { expression: 'cron(0 * * * ? *)' },
          policy: { overlap: 'skip', retry: { attempts: 3 }, ...policy },
        },
        since: new Date('2026-11-21T07:59:00Z'),
        now,
      },
      ports,
    );
  return { memory, started, settle };
}

function ended(hour: number): SlotRecord {
  const at = slotAt(hour);
  return {
    job: 'hourly',
    slot: at,
    state: 'succeeded',
    attempt: 1,
    fence: 2,
    requestId: 'r',
    claimedAt: at,
    leaseEndsAt: at,
    endedAt: at,
  };
}

const start = (hour: number, cause: string) => ({ nightshift: { mode: 'apply', slot: slotAt(hour), cause } });
const done = [8, 9, 10, 11].map(ended);

describe('missed slots', () => {
  test('are written down as missed without catchUp, once no firing can come any more', async () => {
    const { memory, started, settle } = setUp();
    await settle();

    expect(started).toEqual([]);
    expect([...memory.slots.values()].map(({ slot, code }) => [slot, code])).toEqual([
      [slotAt(8), 'Missed'],
      [slotAt(9), 'Missed'],
    ]);
    expect(memory.runs).toMatchObject([{ outcome: { code: 'Missed' } }, { outcome: { code: 'Missed' } }]);
  });

  test('are made good one after the other, the newest ones, and the others are written down', async () => {
    const { memory, started, settle } = setUp({ catchUp: { withinSeconds: 86_400, atMost: 2 } });
    await settle();
    await settle();

    expect(
      [...memory.slots.values()].map(({ slot, state, code }) => [slot, code ?? state]).toSorted(),
    ).toEqual([
      [slotAt(8), 'CatchUpLimit'],
      [slotAt(9), 'CatchUpLimit'],
      [slotAt(10), 'waiting'],
      [slotAt(11), 'waiting'],
    ]);
    expect(started).toEqual([start(10, 'waiting')]);
  });

  test('are started all at once where slots may overlap', async () => {
    const catchUp = { withinSeconds: 86_400, atMost: 3 };
    const { started, settle } = setUp({ catchUp, overlap: 'allow-all' }, [ended(9)]);
    await settle();

    expect(started).toEqual([8, 10, 11].map((hour) => start(hour, 'catch-up')));
  });

  test('are those of a pause, too, once the job runs again', async () => {
    const paused = { ...ended(11), state: 'skipped', code: 'Paused' } as const;
    const { memory, settle } = setUp({ catchUp: { withinSeconds: 86_400, atMost: 2 } }, [...done, paused]);
    memory.controls.set('hourly', {
      job: 'hourly',
      fence: 1,
      paused: { by: 'a', at: slotAt(10), reason: 'x' },
    });
    expect(await settle()).toEqual([]);
    memory.controls.set('hourly', { job: 'hourly', fence: 2 });

    expect(await settle()).toMatchObject([{ kind: 'wait', slot: slotAt(11) }]);
  });

  test('before the job was first seen are none, nor are slots that are not late yet', async () => {
    const { settle } = setUp({ catchUp: { withinSeconds: 30 * 86_400, atMost: 100 } }, done);

    expect(await settle(new Date('2026-11-21T12:05:00Z'))).toEqual([]);
    expect(await settle(new Date('2026-11-21T12:11:00Z'))).toMatchObject([{ slot: slotAt(12) }]);
  });
});

test('a slot is not missed while a flexible window may still fire it', async () => {
  const memory = memoryLedger();
  const schedule = { expression: 'cron(0 11 * * ? *)', flexibleWindowMinutes: 60 };
  const policy = {
    overlap: 'skip',
    retry: { attempts: 3 },
    catchUp: { withinSeconds: 86_400, atMost: 1 },
  } as const;
  const ports = { ledger: memory, readSlots: operatorLedger(memory).readSlots, startSlot: async () => {} };
  const look = (now: string) =>
    settleSlots(
      {
        job: { name: 'daily', schedule, policy },
        since: new Date('2026-11-21T08:00:00Z'),
        now: new Date(now),
      },
      ports,
    );

  expect(await look('2026-11-21T12:09:00Z')).toEqual([]);
  expect(await look('2026-11-21T12:10:00Z')).toMatchObject([{ kind: 'wait' }]);
});

describe('started again is', () => {
  test('a failed slot whose back-off is over, and not before', async () => {
    const retryAt = '2026-11-21T11:30:00.000Z';
    const { started, settle } = setUp({}, [...done, { ...ended(11), state: 'failed', retryAt }]);
    await settle(new Date('2026-11-21T11:29:00Z'));
    expect(started).toEqual([]);
    await settle();

    expect(started).toEqual([start(11, 'retry')]);
  });

  test('a failed slot that Lambda has forgotten, but none that is final or was run by hand', async () => {
    const failed = { state: 'failed' } as const;
    const { started, settle } = setUp({}, [
      { ...ended(8), ...failed, final: true, told: true },
      { ...ended(9), ...failed, cause: 'manual' },
      { ...ended(10), ...failed },
      ended(11),
    ]);
    await settle();

    expect(started).toEqual([start(10, 'retry')]);
  });

  test('a run that died, when its lease is over', async () => {
    const { started, settle } = setUp({}, [...done, { ...ended(11), state: 'running' }]);
    await settle();

    expect(started).toEqual([start(11, 'dead-run')]);
  });

  test('nothing while another slot of the job runs', async () => {
    const { memory, started, settle } = setUp({}, [...done, { ...ended(11), state: 'waiting' }]);
    const holder = { slot: slotAt(10), attempt: 1, requestId: 'r', leaseEndsAt: slotAt(13) };
    memory.actives.set('hourly', { job: 'hourly', fence: 1, holder });
    await settle();
    expect(started).toEqual([]);
    await settle(new Date('2026-11-21T13:00:00Z'));

    expect(started).toEqual([start(11, 'waiting')]);
  });

  test('only the newest of those that wait under cancel-other', async () => {
    const waiting = { state: 'waiting' } as const;
    const { memory, started, settle } = setUp({ overlap: 'cancel-other' }, [
      ended(8),
      ended(9),
      { ...ended(10), ...waiting },
      { ...ended(11), ...waiting },
    ]);
    await settle();

    expect(started).toEqual([start(11, 'waiting')]);
    expect(memory.slots.get(`hourly ${slotAt(10)}`)).toMatchObject({ state: 'skipped', code: 'Overlap' });
  });
});

test('a rate that fires a minute beside where it is expected has missed nothing', async () => {
  const memory = memoryLedger();
  for (const minute of ['00', '10', '21', '30', '40', '51']) {
    const slot = `2026-11-21T11:${minute}:00Z`;
    memory.slots.set(`hourly ${slot}`, { ...ended(11), slot });
  }
  const schedule = { expression: 'rate(10 minutes)' };
  const policy = {
    overlap: 'skip',
    retry: { attempts: 3 },
    catchUp: { withinSeconds: 86_400, atMost: 9 },
  } as const;
  const ports = { ledger: memory, readSlots: operatorLedger(memory).readSlots, startSlot: async () => {} };

  const settling = {
    job: { name: 'hourly', schedule, policy },
    since: new Date('2026-11-21T10:00:00Z'),
    now: noon,
  };
  expect(await settleSlots(settling, ports)).toEqual([]);
});
