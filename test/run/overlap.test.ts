import { describe, expect, test } from '@jest/globals';
import { memoryLedger } from '../../lib/local/memory.ts';
import type { Overlap } from '../../lib/model/run-policy.ts';
import type { ClaimRequest } from '../../lib/run/claim-request.ts';
import { claimSlot } from '../../lib/run/claim-slot.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute));
const slotAt = (minute: number) => at(minute).toISOString().replace('.000', '');

function request(minute: number, fields: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    job: 'backup',
    slot: slotAt(minute),
    requestId: `request-${minute}`,
    now: at(minute),
    deadline: at(minute + 15),
    attempts: 3,
    overlap: 'skip',
    ...fields,
  };
}

/** A ledger where the slot of minute 0 runs until minute 16 at most, and then these claims. */
async function claims(overlap: Overlap, ...minutes: readonly number[]) {
  const ledger = memoryLedger();
  const all = [];
  for (const minute of [0, ...minutes]) all.push(await claimSlot(ledger, request(minute, { overlap })));
  const states = [...ledger.slots.values()].map(({ state, code }) =>
    code === undefined ? state : `${state} ${code}`,
  );
  return { ledger, claims: all, states };
}

describe('a slot that comes while another of its job runs', () => {
  test('is skipped with the reason, in the history too', async () => {
    const { states, ledger } = await claims('skip', 5);

    expect(states).toEqual(['running', 'skipped Overlap']);
    expect(ledger.runs).toMatchObject([
      { slot: slotAt(5), outcome: { kind: 'skipped', reason: expect.stringContaining(slotAt(0)) } },
    ]);
  });

  test('runs beside it where that is allowed', async () => {
    expect((await claims('allow-all', 5, 6)).states).toEqual(['running', 'running', 'running']);
  });

  test('waits, and one after it is skipped', async () => {
    const { states, ledger } = await claims('buffer-one', 5, 6);

    expect(states).toEqual(['running', 'waiting', 'skipped Overlap']);
    expect(ledger.actives.get('backup')).toMatchObject({ holder: { slot: slotAt(0) }, waiting: slotAt(5) });
  });

  test('asks it to stop and waits, and one after it takes its place', async () => {
    const { states, ledger } = await claims('cancel-other', 5, 6);

    expect(states).toEqual(['running', 'waiting', 'waiting']);
    expect(ledger.actives.get('backup')?.waiting).toBe(slotAt(6));
    expect(ledger.cancels.get(`backup ${slotAt(0)}`)).toMatchObject({ attempt: 1, by: 'overlap' });
  });

  test('does not stop a later one', async () => {
    const { ledger } = await claims('cancel-other');
    const late = await claimSlot(ledger, request(1, { slot: slotAt(-5), overlap: 'cancel-other' }));

    expect(late).toMatchObject({ kind: 'settled', record: { state: 'skipped', code: 'Overlap' } });
    expect(ledger.cancels.size).toBe(0);
  });

  test('runs when the lease of the other is over', async () => {
    expect((await claims('skip', 17)).states).toEqual(['running', 'running']);
  });

  test('is refused and not recorded when a person asks for it', async () => {
    const { ledger } = await claims('skip');
    const byHand = await claimSlot(ledger, request(5, { cause: 'manual' }));

    expect(byHand).toMatchObject({ kind: 'refused', reason: expect.stringContaining(slotAt(0)) });
    expect(ledger.slots.size).toBe(1);
  });
});

test('of many that come at once exactly one runs and one waits', async () => {
  const ledger = memoryLedger();
  const minutes = Array.from({ length: 12 }, (_, index) => index);
  await Promise.all(
    minutes.map((minute) =>
      claimSlot(ledger, request(minute, { overlap: 'buffer-one', now: at(12), deadline: at(20) })),
    ),
  );

  const states = [...ledger.slots.values()].map(({ state }) => state).toSorted();
  expect(states.filter((state) => state === 'running')).toHaveLength(1);
  expect(states.filter((state) => state === 'waiting')).toHaveLength(1);
});

test('an answer that was lost is no other invocation', async () => {
  const ledger = memoryLedger();
  const flaky = {
    ...ledger,
    writeSlot: async (...args: Parameters<typeof ledger.writeSlot>) => {
      await ledger.writeSlot(...args);
      return ledger.writeSlot(...args);
    },
  };

  expect(await claimSlot(flaky, request(0, { overlap: 'allow-all' }))).toMatchObject({ kind: 'taken' });
});

describe('a claim by policy', () => {
  test('gives a slot up whose last attempt died', async () => {
    const ledger = memoryLedger();
    await claimSlot(ledger, request(0, { attempts: 1 }));
    const later = { slot: slotAt(0), attempts: 1, requestId: 'other' };

    expect(await claimSlot(ledger, request(20, later))).toMatchObject({
      kind: 'settled',
      record: { state: 'failed', code: 'RunDied', final: true },
    });
  });

  test('leaves a failed slot failed while the job is paused', async () => {
    const ledger = memoryLedger();
    await claimSlot(ledger, request(0));
    const [record] = ledger.slots.values();
    if (record !== undefined) await ledger.writeSlot({ ...record, state: 'failed', fence: 2 }, 1);
    const paused = () => ({ code: 'Paused', reason: 'paused' }) as const;

    expect(await claimSlot(ledger, request(3, { slot: slotAt(0) }), paused)).toMatchObject({
      kind: 'refused',
    });
    expect(await claimSlot(ledger, request(5), paused)).toMatchObject({ record: { code: 'Paused' } });
  });

  test('waits for the back-off of the last attempt', async () => {
    const ledger = memoryLedger();
    await claimSlot(ledger, request(0, { overlap: 'allow-all' }));
    const [record] = ledger.slots.values();
    const retryAt = at(30).toISOString();
    if (record !== undefined) await ledger.writeSlot({ ...record, state: 'failed', fence: 2, retryAt }, 1);

    expect(await claimSlot(ledger, request(5, { slot: slotAt(0) }))).toMatchObject({ kind: 'refused' });
    expect(await claimSlot(ledger, request(30, { slot: slotAt(0) }))).toMatchObject({ kind: 'taken' });
  });
});
