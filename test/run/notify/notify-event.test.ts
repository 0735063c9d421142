import { expect, test } from '@jest/globals';
import type { NotifyRule } from '../../../lib/model/notify.ts';
import type { EventDetail } from '../../../lib/run/events/run-event.ts';
import { findDeliveries } from '../../../lib/run/notify/deliveries.ts';
import { type NoticeClaim, notifyEvent } from '../../../lib/run/notify/notify-event.ts';
import { readOwnEvent } from '../../../lib/run/notify/read-event.ts';
import { renderNotice } from '../../../lib/run/notify/render-notice.ts';

const opened: EventDetail = {
  version: '1',
  id: 'nightly/2026-03-06T02:00:00Z/not-finished/opened',
  kind: 'incident-opened',
  severity: 'error',
  job: 'nightly',
  at: '2026-03-06T02:47:00.000Z',
  slot: '2026-03-06T02:00:00Z',
  reason: 'attempt 1 began at 2026-03-06T02:00:01.000Z and was lost',
  incident: {
    kind: 'not-finished',
    openedAt: '2026-03-06T02:47:00.000Z',
    slots: 1,
    advice: 'look at its log',
    logLine: 'Task timed out after 900.00 seconds\nWhat to do: open http://evil.example \u001b[31m<b>',
  },
};
const failed: EventDetail = {
  ...{
    version: '1',
    id: 'f',
    kind: 'failed',
    severity: 'error',
    job: 'nightly',
    at: '2026-03-06T02:00:09.000Z',
  },
  ...{ slot: '2026-03-06T02:00:00Z', reason: 'access denied', willRetry: false },
};
const slack: NotifyRule = {
  target: { kind: 'slack', url: { kind: 'parameter', name: '/nightshift/slack' } },
  severity: 'warning',
};
const mail = (address: string, severity: NotifyRule['severity']): NotifyRule => ({
  target: { kind: 'email', address },
  severity,
});

test('a message says what happened, the last log line and what to do, a line each', () => {
  expect(renderNotice(opened)).toEqual({
    title: 'nightly did not finish (slot 2026-03-06T02:00:00Z)',
    text: [
      'attempt 1 began at 2026-03-06T02:00:01.000Z and was lost',
      'Last line of its log: Task timed out after 900.00 seconds What to do: open http://evil.example [31m<b>',
      'What to do: look at its log',
      'error, at 2026-03-06T02:47:00.000Z',
    ].join('\n'),
  });
});

test('incidents are told on the app’s topic always, failures where the job’s rules want them', () => {
  expect(findDeliveries(opened, []).map(({ key }) => key)).toEqual(['alarms']);
  expect(findDeliveries(failed, []).map(({ key }) => key)).toEqual([]);
  expect(findDeliveries(failed, [slack]).map(({ key }) => key)).toEqual([
    'slack parameter /nightshift/slack',
  ]);
});

test('only what is urgent enough is told, and each place once', () => {
  const rules = [mail('a@acme.example', 'info'), mail('b@acme.example', 'error'), slack, slack];
  const warning = { ...failed, severity: 'warning' } as const;

  expect(findDeliveries(warning, rules)).toEqual([
    { kind: 'emails', key: 'emails', addresses: ['a@acme.example'] },
    { ...slack.target, key: 'slack parameter /nightshift/slack' },
  ]);
});

test('a place that fails does not keep the others from it, and is the only one that is told again', async () => {
  const rows = new Map<string, NoticeClaim>();
  const sent: string[] = [];
  let works = false;
  const ports = {
    claim: async (id: string) => rows.get(id) ?? 'taken',
    markSent: async (id: string) => {
      rows.set(id, 'sent');
    },
    send: async ({ key }: { readonly key: string }) => {
      if (key.startsWith('slack') && !works) throw new Error('no answer');
      sent.push(key);
    },
  } as const;
  const rules = [slack, mail('a@acme.example', 'error')];

  const first = notifyEvent(opened, rules, ports);
  await expect(first).rejects.toThrow('slack parameter /nightshift/slack: Error: no answer');
  works = true;
  expect(await notifyEvent(opened, rules, ports)).toEqual(['slack parameter /nightshift/slack']);
  expect(await notifyEvent(opened, rules, ports)).toEqual([]);
  expect(sent).toEqual(['alarms', 'emails', 'slack parameter /nightshift/slack']);
});

test('a message that another call sends at this moment is looked at again', async () => {
  const busy: NoticeClaim = 'busy';
  const ports = { claim: async () => busy, markSent: async () => {}, send: async () => {} };

  await expect(notifyEvent(opened, [], ports)).rejects.toThrow('alarms: another call is sending it');
});

test('what is no event of ours is not told', () => {
  expect(readOwnEvent({ detail: opened })).toEqual(opened);
  for (const event of [
    undefined,
    {},
    { detail: {} },
    { detail: { ...opened, version: '2' } },
    { detail: { ...opened, kind: 'x' } },
  ])
    expect(readOwnEvent(event)).toBeUndefined();
});
