import { expect, test } from '@jest/globals';
import { readDetails, readLog } from '../../lib/console/log-view.ts';

const at = new Date('2026-11-25T02:00:03Z');
const slot = '2026-11-25T02:00:00Z';
const line = (fields: object) => ({ at, text: JSON.stringify({ level: 'INFO', ...fields }) });
const done = { message: 'run ended', slot, effect: 'done', details: ['stopped i-1'] };
const outcome = { kind: 'failed', code: 'AccessDenied', reason: 'cannot list' };

test('the line that ends a run says how it ended', () => {
  const [ended, again] = readLog([
    line({ ...done, outcome }),
    line({ ...done, effect: 'duplicate', outcome: { kind: 'skipped', reason: 'the slot is done' } }),
  ]);

  expect(ended?.message).toBe('run ended: failed (AccessDenied): cannot list');
  expect(again?.message).toBe('run ended: duplicate: the slot is done');
});

test('metrics in the log are no lines for people, and what is no JSON stands as it is', () => {
  const entries = readLog([
    line({ _aws: {}, Succeeded: 1 }),
    { at, text: 'START RequestId: 1\n' },
    { at, text: '{ broken' },
  ]);

  expect(entries.map(({ message }) => message)).toEqual(['START RequestId: 1', '{ broken']);
});

test('the items are those of the run, though a duplicate ends after it', () => {
  const lines = [
    line(done),
    line({ ...done, effect: 'duplicate', details: [] }),
    line({ ...done, slot: 'x' }),
  ];

  expect(readDetails(lines, slot)).toEqual(['stopped i-1']);
});
