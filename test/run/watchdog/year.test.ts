import { expect, test } from '@jest/globals';
import { NO_EFFORT } from '../../../lib/run/watchdog/job-watch.ts';
import type { WatchdogPorts } from '../../../lib/run/watchdog/watch-jobs.ts';
import type { WatchedJob } from '../../../lib/run/watchdog/watched-job.ts';
import { judge } from './year/oracle.ts';
import { simulate } from './year/simulate.ts';

// `bench/watchdog.ts` lets the same worlds run for a year.
test('in days of random outages no alarm is false, none is missed, and each ends when it is over', async () => {
  const judgement = judge(await simulate({ seed: 8, jobs: 12, days: 7 }));

  expect(judgement.faults).toEqual([]);
  expect(judgement.badSlots).toBeGreaterThan(50);
  expect(judgement.incidents).toBeGreaterThan(30);
});

const withJobs =
  (change: (job: WatchedJob) => WatchedJob) =>
  (ports: WatchdogPorts): WatchdogPorts => ({
    ...ports,
    readJobs: async () => (await ports.readJobs()).map(change),
  });

test.each<readonly [string, RegExp, (ports: WatchdogPorts) => WatchdogPorts]>([
  ['forgets what it saw', /^missed/, (ports) => ({ ...ports, readWatches: async () => [] })],
  [
    'knows no time zones',
    /^false/,
    withJobs((job) => ({ ...job, schedule: { expression: job.schedule.expression } })),
  ],
  ['watches while a deployment goes on', /^false/, withJobs((job) => ({ ...job, isChanging: false }))],
  [
    'knows no deadlines',
    /^false.*not-started/,
    withJobs((job) => ({ ...job, policy: { ...job.policy, startWithinSeconds: 60 } })),
  ],
  [
    'takes each failure for final',
    /^missed.*not-finished/,
    withJobs((job) => ({ ...job, policy: { ...job.policy, retry: { attempts: 1 } } })),
  ],
  [
    'takes a slot skipped by policy for one that never was',
    /^false.*not-started/,
    (ports) => ({
      ...ports,
      readSlots: async (job, from) =>
        (await ports.readSlots(job, from)).filter(({ state }) => state !== 'skipped'),
    }),
  ],
  [
    'forgets what a job does as a rule',
    /^missed.*did-too-little/,
    (ports) => ({
      ...ports,
      readWatches: async () => (await ports.readWatches()).map((watch) => ({ ...watch, effort: NO_EFFORT })),
    }),
  ],
  [
    'forgets which incidents are open',
    /^(never ended|told twice)/,
    (ports) => ({
      ...ports,
      readWatches: async () => (await ports.readWatches()).map((watch) => ({ ...watch, open: [] })),
    }),
  ],
])('the simulation finds out a watchdog that %s', async (_, wanted, sabotage) => {
  const { faults } = judge(await simulate({ seed: 8, jobs: 12, days: 3, sabotage }));

  expect(faults.filter((fault) => wanted.test(fault))).not.toEqual([]);
});
