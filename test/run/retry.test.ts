import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRetryable, nextAttemptAt } from '../../lib/run/retry.ts';

const at = new Date('2026-11-21T02:00:00Z');
const ended = (attempt: number, slot = '2026-11-21T02:00:00Z') => ({ job: 'job', slot, attempt, at });

test('what no attempt mends is not tried again, unless the job lists its code; then nothing else is', () => {
  const on = ['AccessDenied'];

  expect(isRetryable({ attempts: 3 }, { code: 'AccessDenied', permanent: true })).toBe(false);
  expect(isRetryable({ attempts: 3 }, { code: 'SlowDown', permanent: false })).toBe(true);
  expect(isRetryable({ attempts: 3, on }, { code: 'AccessDenied', permanent: true })).toBe(true);
  expect(isRetryable({ attempts: 3, on }, { code: 'SlowDown', permanent: false })).toBe(false);
});

test('without a back-off Lambda tries again', () => {
  expect(nextAttemptAt({ attempts: 3 }, ended(1))).toBeUndefined();
});

test('the wait doubles up to the maximum and lies between its half and its whole, the same each time', () => {
  const retry = { attempts: 10, backoffSeconds: 60, maximumBackoffSeconds: 600 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.string(), (attempt, slot) => {
      const whole = Math.min(60 * 2 ** (attempt - 1), 600) * 1000;
      const next = nextAttemptAt(retry, ended(attempt, slot));
      const waitMs = (next?.getTime() ?? 0) - at.getTime();
      expect(waitMs).toBeGreaterThanOrEqual(whole / 2);
      expect(waitMs).toBeLessThanOrEqual(whole);
      expect(nextAttemptAt(retry, ended(attempt, slot))).toEqual(next);
    }),
  );
});
