import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RUNBOOK_SECTIONS } from '../../lib/run/watchdog/advice.ts';
import { job, synthesize } from './support/app.ts';
import { field, resourcesOf } from './support/render.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const sections = new Map(
  runbook.split(/^## /m).map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return [title, lines.join('\n')] as const;
  }),
);
const alarms = synthesize({ jobs: [job('nightly')] }).all.flatMap((template) =>
  Object.entries(resourcesOf(template)).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm'),
);

test('every alarm names its section of the runbook, and the section says what to do', () => {
  expect(alarms.map(([id]) => id.slice(0, -8)).toSorted()).toEqual([
    'DeadLetterAlarm',
    'EventsLateAlarm',
    'JobnightlyFailedAlarm',
    'ThrottleAlarm',
    'WatchdogSilentAlarm',
  ]);
  for (const [, { Properties }] of alarms) {
    const description = String(field(Properties, 'AlarmDescription'));
    const [, title = ''] = /docs\/runbook\.md, "([^"]+)"/.exec(description) ?? [];
    expect([description, sections.get(title)?.length ?? 0]).toEqual([description, expect.any(Number)]);
    expect(sections.get(title)?.length ?? 0).toBeGreaterThan(80);
  }
});

test('so does every kind of incident', () => {
  for (const title of Object.values(RUNBOOK_SECTIONS))
    expect(sections.get(title)).toMatch(/nightshift jobs (run|plan|history)/);
});

test('the runbook has no section about an alarm that there is not', () => {
  const told = [
    ...alarms.map(([, { Properties }]) => String(Properties['AlarmDescription'])),
    ...Object.values(RUNBOOK_SECTIONS),
  ].join(' ');

  expect([...sections.keys()].slice(1).filter((title) => !told.includes(title))).toEqual([]);
});
