import { expect, test } from '@jest/globals';
import { messages, read } from './fixture.ts';

const file = (job: string, defaults = '{}') =>
  `organization: acme\ndefaults: ${defaults}\njobs:\n  a:\n    schedule: rate(5 minutes)\n    environment: ops/idle\n    task: { idle: {} }\n${job}`;
const notifyOf = (job: string, defaults?: string) => read(file(job, defaults)).jobsFile?.jobs[0]?.notify;

test('who hears of a job is its own list, or the defaults’', () => {
  const defaults = '{ notify: [{ email: ops@acme.example, severity: error }] }';

  expect(notifyOf('')).toEqual([]);
  expect(notifyOf('', defaults)).toEqual([
    { target: { kind: 'email', address: 'ops@acme.example' }, severity: 'error' },
  ]);
  expect(notifyOf('    notify: []', defaults)).toEqual([]);
  expect(notifyOf('    notify: [{ slack: { parameter: /nightshift/slack } }]', defaults)).toEqual([
    { target: { kind: 'slack', url: { kind: 'parameter', name: '/nightshift/slack' } }, severity: 'warning' },
  ]);
});

test.each([
  ['[{ severity: error }]', 'expected one of "email", "topic", "slack", "webhook"'],
  [
    '[{ email: a@acme.example, topic: "arn:aws:sns:eu-central-1:111122223333:t" }]',
    'an entry has one target; write another entry for "topic"',
  ],
  ['[{ topic: pager }]', 'expected the ARN of an SNS topic'],
  ['[{ slack: { url: "https://hooks.slack.example/canary" } }]', 'unknown key "url"'],
])('a mistake is told where it is: %s', (notify, wanted) => {
  const found = messages(file(`    notify: ${notify}`)).join('\n');

  expect(found).toContain(wanted);
  expect(found).not.toContain('canary');
});
