import { expect, test } from '@jest/globals';
import { chainSteps } from '../../lib/console/chain.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { endedSlot } from '../fakes/console.ts';

const name = { slot: '2026-11-25T02:00:00Z' };
const ended = endedSlot({ job: 'backup', slot: name.slot });
const { endedAt: _endedAt, reason: _reason, ...open } = ended;
const tell = (slot: SlotRecord | undefined, failedAttempts = 0) => {
  const outcome = { kind: 'failed', reason: 'it broke', figures: {} } as const;
  const attempts = Array.from({ length: failedAttempts }, (_, index) => ({
    job: 'backup',
    slot: name.slot,
    attempt: index + 1,
    requestId: 'r',
    startedAt: name.slot,
    endedAt: name.slot,
    outcome,
  }));
  return chainSteps({ name, slot, attempts }).map(({ name: step, text }) => `${step}: ${text}`);
};

test('a slot that nobody claimed is due', () => {
  expect(tell(undefined)).toEqual(['Due: no function has taken it up yet']);
});

test('a run that goes on says until when its lease is, and how often it was handed on', () => {
  expect(tell({ ...open, state: 'running', hop: 2 })).toEqual([
    'Due: by its schedule',
    'Claim: attempt 1, request request-1',
    'Open, plan, apply: under way, handed on to another invocation 2 times; the lease ends at 2026-11-25T02:02:02.000Z',
    'Record: not yet',
  ]);
});

test('every attempt is told, and when the next one is due', () => {
  const retryAt = '2026-11-25T02:04:00Z';

  expect(tell({ ...ended, state: 'failed', attempt: 2, retryAt }, 2)).toEqual([
    'Due: by its schedule',
    'Claim: attempt 1, request r',
    'Open, plan, apply: it ended before there was a plan',
    'Record: it broke',
    'Claim: attempt 2, request r',
    'Open, plan, apply: it ended before there was a plan',
    'Record: it broke',
    'Next attempt: due at 2026-11-25T02:04:00Z',
  ]);
});

test('a slot that was skipped, or waits, says why', () => {
  expect(tell({ ...ended, state: 'skipped', reason: 'paused: moving' })).toEqual([
    'Due: by its schedule',
    'Record: paused: moving',
  ]);
  expect(tell({ ...open, state: 'waiting', reason: 'slot 01:00 runs', cause: 'catch-up' })).toEqual([
    'Due: it was missed, and is made good',
    'Wait: slot 01:00 runs',
  ]);
});
