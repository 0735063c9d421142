import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { countStarted } from '../../../lib/run/events/count-started.ts';
import { eventsOfChange } from '../../../lib/run/events/events-of-change.ts';
import type { LedgerChange } from '../../../lib/run/events/fields.ts';
import { publishChanges } from '../../../lib/run/events/publish-changes.ts';
import { EVENT_TYPES } from '../../../lib/run/events/run-event.ts';

const schema = JSON.parse(readFileSync('docs/events.schema.json', 'utf8'));
const validate = new Ajv({ validateFormats: false, strict: true }).compile(schema);
const page = readFileSync('docs/events.md', 'utf8');

const running = {
  pk: 'job#nightly',
  sk: 'slot#2026-03-06T02:00:00Z',
  job: 'nightly',
  slot: '2026-03-06T02:00:00Z',
  state: 'running',
  attempt: 1,
  claimedAt: '2026-03-06T02:00:01.000Z',
  requestId: 'canary-request',
};
const ended = {
  ...running,
  endedAt: '2026-03-06T02:00:09.000Z',
  reason: '3 objects copied',
  figures: { objectsCopied: 3 },
};
const incident = {
  pk: 'watch',
  sk: 'incident#2026-03-06T02:16:00.000Z#nightly#not-started#2026-03-06T02:00:00Z',
  job: 'nightly',
  kind: 'not-started',
  slot: '2026-03-06T02:00:00Z',
  lastSlot: '2026-03-06T02:00:00Z',
  slots: 1,
  openedAt: '2026-03-06T02:16:00.000Z',
  finding: 'it should have started by 2026-03-06T02:15:00Z',
  advice: 'look',
};
const closed = {
  ...incident,
  closedAt: '2026-03-06T02:31:00.000Z',
  ending: 'slot 2026-03-06T02:00:00Z has started',
};
const control = { pk: 'job#nightly', sk: 'control', job: 'nightly' };
const paused = {
  ...control,
  paused: { by: 'arn:aws:iam::1:user/ann', at: '2026-03-06T03:00:00.000Z', reason: 'move' },
};

const changes: readonly (readonly [string, LedgerChange, readonly object[]])[] = [
  [
    'a claim',
    { after: running },
    [{ kind: 'started', severity: 'info', slot: '2026-03-06T02:00:00Z', attempt: 1 }],
  ],
  [
    'a success',
    { before: running, after: { ...ended, state: 'succeeded' } },
    [{ kind: 'succeeded', durationMs: 8000, figures: { objectsCopied: 3 }, reason: '3 objects copied' }],
  ],
  [
    'nothing to do',
    { before: running, after: { ...ended, state: 'nothing-to-do' } },
    [{ kind: 'nothing-to-do' }],
  ],
  [
    'a failure that is tried again',
    { before: running, after: { ...ended, state: 'failed', code: 'SlowDown' } },
    [{ kind: 'failed', severity: 'info', willRetry: true, code: 'SlowDown' }],
  ],
  [
    'a failure for good',
    { before: running, after: { ...ended, state: 'failed', code: 'AccessDenied', final: true } },
    [{ kind: 'failed', severity: 'error', willRetry: false }],
  ],
  [
    'a skip',
    { after: { ...ended, state: 'skipped', code: 'Paused' } },
    [{ kind: 'skipped', code: 'Paused' }],
  ],
  [
    'a second attempt',
    { before: { ...ended, state: 'failed' }, after: { ...running, attempt: 2 } },
    [{ kind: 'started', attempt: 2 }],
  ],
  [
    'a run that goes on in another invocation',
    { before: running, after: { ...running, hop: 1, awaited: true } },
    [],
  ],
  ['a slot that waits for another', { after: { ...running, state: 'waiting' } }, []],
  [
    'an incident',
    { after: incident },
    [{ kind: 'incident-opened', severity: 'error', incident: { kind: 'not-started', slots: 1 } }],
  ],
  [
    'its end',
    { before: incident, after: closed },
    [{ kind: 'incident-closed', reason: closed.ending, at: closed.closedAt }],
  ],
  [
    'an incident that was over at once',
    { after: closed },
    [{ kind: 'incident-opened' }, { kind: 'incident-closed' }],
  ],
  [
    'a pause',
    { before: control, after: paused },
    [{ kind: 'paused', by: 'arn:aws:iam::1:user/ann', reason: 'move' }],
  ],
  [
    'its end',
    { before: paused, after: control, changedAt: '2026-03-06T04:00:00.000Z' },
    [{ kind: 'resumed', at: '2026-03-06T04:00:00.000Z' }],
  ],
  ['a row of history', { after: { ...ended, sk: 'run#2026-03-06T02:00:00Z#001' } }, []],
  ['a row that goes', { before: running }, []],
];

test.each(changes)('%s is told as what it is, in the documented shape', (_, change, wanted) => {
  const events = eventsOfChange(change);

  expect(events).toMatchObject(wanted);
  expect(events).toHaveLength(wanted.length);
  for (const event of events)
    expect([event.kind, validate(event), validate.errors]).toEqual([event.kind, true, null]);
  expect(JSON.stringify(events)).not.toContain('canary');
});

test('the page names every type of event, and the schema every kind', () => {
  expect(Object.values(EVENT_TYPES).filter((type) => !page.includes(type))).toEqual([]);
  expect(schema.properties.kind.enum.toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted());
});

test('the example of the page fits the schema', () => {
  const [, example = ''] = /```json\n(\{\n {2}"source": "nightshift",[\s\S]*?)\n```/.exec(page) ?? [];

  expect(validate(JSON.parse(example).detail)).toBe(true);
});

test('a change that was not taken is delivered again, with all that came after it', async () => {
  const numbered = Array.from({ length: 12 }, (_, index) => ({
    sequenceNumber: String(index),
    change: { after: { ...running, slot: `2026-03-06T02:${10 + index}:00Z` } },
  }));
  const refusing = await publishChanges(numbered, async (events) =>
    events.filter(({ slot }) => slot?.includes(':21:')),
  );
  const failing = await publishChanges(numbered, () => Promise.reject(new Error('no route')));

  expect(refusing).toEqual({ sequenceNumber: '11', reason: 'EventBridge did not take it' });
  expect(failing).toEqual({ sequenceNumber: '0', reason: 'Error: no route' });
  expect(await publishChanges(numbered, async () => [])).toBeUndefined();
});

test('attempts that began are counted by job, but for those that will be delivered again', () => {
  const changes = ['a', 'b', 'a'].map((job, index) => ({
    sequenceNumber: String(index),
    change: { after: { ...running, job } },
  }));

  expect([...countStarted(changes, undefined)]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect([...countStarted(changes, '1')]).toEqual([['a', 1]]);
});
