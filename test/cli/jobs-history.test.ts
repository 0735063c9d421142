import { expect, test } from '@jest/globals';
import * as history from '../../lib/cli/jobs-history.ts';
import type { RunRecord } from '../../lib/run/ledger.ts';
import { type FakeApp, fakeApp, transcript } from './jobs-operator.ts';

const run = ({ operator }: FakeApp, ...argv: string[]) =>
  transcript(history, argv, { services: async () => operator });

const runs: readonly RunRecord[] = [
  {
    job: 'inventory',
    slot: '2026-03-06T05:30:00Z',
    attempt: 2,
    requestId: 'b',
    startedAt: '2026-03-06T05:31:00.000Z',
    endedAt: '2026-03-06T05:31:01.250Z',
    outcome: { kind: 'succeeded', reason: 'listed 2 buckets', figures: { bucketsListed: 2 } },
    planDigest: 'abc',
  },
  {
    job: 'inventory',
    slot: '2026-03-06T05:30:00Z',
    attempt: 1,
    requestId: 'a',
    startedAt: '2026-03-06T05:30:00.000Z',
    endedAt: '2026-03-06T05:30:12.000Z',
    outcome: { kind: 'failed', reason: 'cannot list buckets', figures: {}, code: 'SlowDown' },
  },
];

test('lists the newest runs first', async () => {
  expect(await run(fakeApp({ runs }), 'inventory')).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: [
      'SLOT                  ATTEMPT  OUTCOME            TOOK    REASON',
      '2026-03-06T05:30:00Z  2        succeeded          1.3 s   listed 2 buckets',
      '2026-03-06T05:30:00Z  1        failed (SlowDown)  12.0 s  cannot list buckets',
      '',
    ].join('\n'),
  });
});

test('prints as many as asked for, for programs too', async () => {
  const { stdout } = await run(fakeApp({ runs }), 'inventory', '--count', '1', '--output', 'json');

  expect(JSON.parse(stdout)).toEqual([runs[0]]);
});

test('shows the history of a job that is no longer deployed', async () => {
  const old = runs.map((record) => ({ ...record, job: 'gone' }));

  expect((await run(fakeApp({ runs: old }), 'gone')).stdout).toContain('listed 2 buckets');
});

test('says that a job has not run yet', async () => {
  expect(await run(fakeApp(), 'inventory')).toEqual({
    exitCode: 0,
    stdout: 'job "inventory" has not run yet\n',
    stderr: '',
  });
  expect((await run(fakeApp(), 'inventory', '--output', 'json')).stdout).toBe('[]\n');
});

test.each([
  [['inventry'], 2, 'no job "inventry" is deployed; did you mean "inventory"?'],
  [['inventory', '--count', '0'], 2, 'option --count: "0" is not a whole number from 1 to 1000'],
  [['inventory', '--count', 'all'], 2, 'option --count: "all" is not a whole number from 1 to 1000'],
])('refuses %j', async (argv, exitCode, message) => {
  expect(await run(fakeApp(), ...argv)).toEqual({ exitCode, stdout: '', stderr: `nightshift: ${message}\n` });
});

test('says that nothing is deployed', async () => {
  const { exitCode, stderr } = await run(fakeApp({ stacks: {} }), 'inventory');

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^nightshift: the app is not deployed .*\(NotDeployed\)\n$/);
});
