import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryLedger } from '../../lib/local/memory.ts';
import { decideClaim as decide } from '../../lib/run/claim.ts';
import type { Claim, ClaimRequest } from '../../lib/run/claim-request.ts';
import { claimSlot } from '../../lib/run/claim-slot.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';

const noon = new Date('2026-11-21T12:00:00Z');
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

function request(fields: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    job: 'backup',
    slot: '2026-11-21T12:00:00Z',
    requestId: 'first',
    now: noon,
    deadline: later(900),
    attempts: 3,
    overlap: 'skip',
    ...fields,
  };
}

const decideClaim = (slot: SlotRecord | undefined, asked: ClaimRequest): Claim =>
  decide({ slot, active: undefined }, asked);

function running(fields: Partial<SlotRecord> = {}): SlotRecord {
  const claim = decideClaim(undefined, request());
  if (claim.kind !== 'taken') throw new Error('a free slot was refused');
  return { ...claim.record, ...fields };
}

describe('a claim', () => {
  test('takes a slot that has no item, with a lease until a minute after the deadline', () => {
    expect(decideClaim(undefined, request())).toMatchObject({
      kind: 'taken',
      record: { state: 'running', attempt: 1, fence: 1, leaseEndsAt: later(960).toISOString() },
    });
  });

  test.each(['succeeded', 'nothing-to-do', 'skipped'] as const)('leaves a slot alone that is %s', (state) => {
    const claim = decideClaim(
      running({ state, endedAt: noon.toISOString() }),
      request({ requestId: 'second' }),
    );
    expect(claim).toMatchObject({
      kind: 'refused',
      reason: `the slot is done: ${state} at ${noon.toISOString()}`,
    });
  });

  test('takes up a failed slot while attempts are left, and not after', () => {
    const failed = running({ state: 'failed', attempt: 2 });
    expect(decideClaim(failed, request())).toMatchObject({ kind: 'taken', record: { attempt: 3, fence: 2 } });
    expect(decideClaim({ ...failed, attempt: 3 }, request()).kind).toBe('refused');
  });

  test('leaves a slot alone whose failure no retry can mend', () => {
    const failed = running({ state: 'failed', permanent: true, code: 'AccessDenied' });
    expect(decideClaim(failed, request())).toMatchObject({ reason: expect.stringContaining('AccessDenied') });
  });

  test('by hand takes up any failed slot, but none that is done or runs', () => {
    const byHand = request({ requestId: 'second', cause: 'manual' });
    const failed = running({ state: 'failed', permanent: true, attempt: 3 });
    expect(decideClaim(failed, byHand)).toMatchObject({ kind: 'taken', record: { attempt: 4 } });
    expect(decideClaim(running({ state: 'succeeded' }), byHand).kind).toBe('refused');
    expect(decideClaim(running(), byHand).kind).toBe('refused');
  });

  test('is refused while another request holds the lease, and taken when the lease is over', () => {
    const other = (seconds: number) => request({ requestId: 'second', now: later(seconds) });
    expect(decideClaim(running(), other(959)).kind).toBe('refused');
    expect(decideClaim(running(), other(960))).toMatchObject({ kind: 'taken', record: { attempt: 2 } });
  });

  test("is refused while the lease lives also to the holder's own request, which may be delivered twice", () => {
    expect(decideClaim(running(), request({ now: later(959) })).kind).toBe('refused');
    expect(decideClaim(running(), request({ now: later(960) }))).toMatchObject({
      kind: 'taken',
      record: { fence: 2 },
    });
  });
});

describe('racing claims', () => {
  test('let exactly one of many deliveries have the slot', async () => {
    const ledger = memoryLedger();
    const ids = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    const claims = await Promise.all(ids.map((requestId) => claimSlot(ledger, request({ requestId }))));
    expect(claims.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
  });

  test('never let two live leases stand, whatever the order of deliveries and their times', async () => {
    const delivery = fc.record({
      requestId: fc.constantFrom('a', 'b', 'c'),
      second: fc.integer({ min: 0, max: 4_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 30 }), async (deliveries) => {
        const ledger = memoryLedger();
        let lease: { holder: string; from: number; until: number } | undefined;
        for (const { requestId, second } of deliveries.toSorted((a, b) => a.second - b.second)) {
          const claim = await claimSlot(
            ledger,
            request({ requestId, now: later(second), deadline: later(second + 900) }),
          );
          if (claim.kind === 'refused') continue;
          const free = lease === undefined || second >= lease.until;
          expect(free).toBe(true);
          lease = { holder: requestId, from: second, until: second + 960 };
        }
      }),
    );
  });
});
