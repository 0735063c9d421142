import type { WatchedJob } from '../../../../lib/run/watchdog/watched-job.ts';

type Part = Omit<WatchedJob, 'name' | 'stack' | 'isChanging' | 'policy' | 'timeoutSeconds'> & {
  readonly policy?: Partial<WatchedJob['policy']>;
};

/** Kinds of schedule and policy; a world of any size repeats them. */
const KINDS: readonly Part[] = [
  { schedule: { expression: 'cron(0 2 * * ? *)' } },
  { schedule: { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin' } },
  { schedule: { expression: 'rate(5 minutes)' } },
  { schedule: { expression: 'cron(0/15 * * * ? *)' }, policy: { startWithinSeconds: 300 } },
  { schedule: { expression: 'rate(1 hour)' } },
  { schedule: { expression: 'cron(0 18 ? * MON-FRI *)', timezone: 'America/New_York' } },
  { schedule: { expression: 'cron(20 * * * ? *)' }, policy: { finishWithinSeconds: 1800 } },
  { schedule: { expression: 'rate(1 day)' }, policy: { startWithinSeconds: 7200 } },
  { schedule: { expression: 'cron(0 6 1 * ? *)' } },
  {
    schedule: { expression: 'cron(0 */2 * * ? *)', flexibleWindowMinutes: 20, timezone: 'UTC' },
    policy: { retry: { attempts: 5, backoffSeconds: 600, maximumBackoffSeconds: 3600 } },
  },
  {
    schedule: {
      expression: 'cron(0 12 * * ? *)',
      timezone: 'Asia/Kathmandu',
      start: '2026-01-20T00:00:00Z',
      end: '2026-09-30T23:59:59Z',
    },
  },
  { schedule: { expression: 'at(2026-01-25T08:00:00)', timezone: 'Europe/Berlin' } },
];

/** So many jobs, of every kind in turn. */
export function makeJobs(count: number): readonly WatchedJob[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[index % KINDS.length] ?? { schedule: { expression: 'rate(1 hour)' } };
    const policy = { overlap: 'skip', retry: { attempts: 3 }, ...kind.policy } as const;
    return {
      ...kind,
      name: `job-${index + 1}`,
      stack: 'Jobs-1',
      isChanging: false,
      timeoutSeconds: 900,
      policy,
    };
  });
}
