import { expect, test } from '@jest/globals';
import type { RunPolicy } from '../../lib/model/run-policy.ts';
import { findSkip } from '../../lib/run/skip-slot.ts';

const slot = new Date('2026-11-21T02:00:00Z');
const ask = (lateMinutes: number, policy: Partial<RunPolicy> = {}, more: object = {}) =>
  findSkip({
    slot,
    now: new Date(slot.getTime() + lateMinutes * 60_000),
    window: {},
    policy: { overlap: 'skip', retry: { attempts: 3 }, startWithinSeconds: 600, ...policy },
    control: undefined,
    isFiring: true,
    ...more,
  })?.code;

test('a firing within startWithin is run, a later one is not', () => {
  expect(ask(10)).toBeUndefined();
  expect(ask(11)).toBe('TooLate');
});

test('a flexible window comes on top, and what catchUp makes good is not too late', () => {
  expect(ask(14, {}, { window: { flexibleWindowMinutes: 5 } })).toBeUndefined();
  expect(ask(50, { catchUp: { withinSeconds: 3_600, atMost: 1 } })).toBeUndefined();
  expect(ask(61, { catchUp: { withinSeconds: 3_600, atMost: 1 } })).toBe('TooLate');
});

test('what is started again is never too late, but rests while the job is paused', () => {
  const control = { job: 'job', fence: 1, paused: { by: 'alice', at: 'now', reason: 'x' } };

  expect(ask(500, {}, { isFiring: false })).toBeUndefined();
  expect(ask(0, {}, { isFiring: false, control })).toBe('Paused');
});
