import { expect, test } from '@jest/globals';
import { findOutside } from '../../lib/run/window.ts';

const start = '2026-11-21T02:00:30Z';
const end = '2026-11-22T02:00:00Z';

test.each([
  ['2026-11-21T01:59:00Z', `the slot lies before the job's start, ${start}`],
  ['2026-11-21T02:00:00Z', undefined],
  ['2026-11-22T02:00:00Z', undefined],
  ['2026-11-22T02:01:00Z', `the slot lies after the job's end, ${end}`],
])('the slot %s: %s', (slot, reason) => {
  expect(findOutside(new Date(slot), { start, end })).toBe(reason);
  expect(findOutside(new Date(slot), {})).toBeUndefined();
});
