import { describe, expect, test } from '@jest/globals';
import { messages, read } from './fixture.ts';

const file = (job: string, defaults = '{}') =>
  `organization: acme\ndefaults: ${defaults}\njobs:\n  a:\n    schedule: rate(5 minutes)\n    environment: ops/idle\n    task: { idle: {} }\n${job}`;
const policyOf = (job: string, defaults?: string) => read(file(job, defaults)).jobsFile?.jobs[0]?.policy;

describe('the policy of a job', () => {
  test('skips overlapping slots and attempts a slot three times, where nothing is said', () => {
    expect(policyOf('')).toEqual({ overlap: 'skip', retry: { attempts: 3 } });
  });

  test('is read with its durations in seconds', () => {
    const job = [
      '    overlap: buffer-one',
      '    catchUp: { within: 24h, atMost: 3 }',
      '    retry: { attempts: 5, backoff: 10m, maximumBackoff: 2h, on: [SlowDown] }',
      '    startWithin: 10m',
      '    finishWithin: 1h30m',
      '    timeout: 1h',
    ].join('\n');

    expect(policyOf(job)).toEqual({
      overlap: 'buffer-one',
      catchUp: { withinSeconds: 86_400, atMost: 3 },
      retry: { attempts: 5, backoffSeconds: 600, maximumBackoffSeconds: 7_200, on: ['SlowDown'] },
      startWithinSeconds: 600,
      finishWithinSeconds: 5_400,
      timeoutSeconds: 3_600,
    });
  });

  test('takes from the defaults what it does not say itself, key by key', () => {
    const defaults = '{ overlap: allow-all, retry: { attempts: 1 }, startWithin: 5m }';

    expect(policyOf('    retry: { attempts: 2 }', defaults)).toEqual({
      overlap: 'allow-all',
      retry: { attempts: 2 },
      startWithinSeconds: 300,
    });
  });

  test('makes good one slot, the newest, where catchUp says no number', () => {
    expect(policyOf('    catchUp: { within: 2h }')?.catchUp).toEqual({ withinSeconds: 7_200, atMost: 1 });
  });

  test('lets Lambda stop an invocation when the run may take no longer', () => {
    expect(read(file('    timeout: 60s\n    timeoutSeconds: 300')).jobsFile?.jobs[0]?.timeoutSeconds).toBe(
      60,
    );
  });
});

test.each([
  ['    overlap: queue', '8:14: "overlap": expected'],
  ['    catchUp: { atMost: 3 }', 'within'],
  ['    startWithin: 10', '8:18: "startWithin": expected a string'],
  ['    startWithin: 10s', '8:18: "10s" is no duration from one minute to 31 days'],
  ['    retry: { attempts: 4 }', '8:24: more than 3 attempts need a "backoff"'],
  ['    retry: { maximumBackoff: 1h }', '8:14: there is no "backoff" to limit'],
  ['    retry: { backoff: 2h, maximumBackoff: 1h }', '8:43: "maximumBackoff" is shorter than "backoff"'],
  ['    startWithin: 1h\n    finishWithin: 30m', '9:19: "finishWithin" is shorter than "startWithin"'],
  ['    overlp: skip', 'overlap'],
])('a mistake is told at its place: %s', (job, message) => {
  expect(messages(file(job)).join('\n')).toContain(message);
});
