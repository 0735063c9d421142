import type { ConsoleJob } from '../../lib/console/port.ts';
import { nextFirings } from '../../lib/model/schedule/firings.ts';
import { formatUtc } from '../../lib/model/schedule/instant.ts';
import { parseSchedule } from '../../lib/model/schedule/parse.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';
import { endedSlot, type FakeAppFields } from './console.ts';

const DAY_MS = 86_400_000;
const outcomeKinds = ['succeeded', 'nothing-to-do', 'failed', 'skipped'] as const;

/** Jobs as an operations team has them. */
export const everydayJobs: readonly ConsoleJob[] = [
  job(
    'nightly-log-backup',
    'cron(0 2 * * ? *)',
    'backup-logs',
    "Copies the web application's logs to a second bucket",
  ),
  job(
    'evening-shutdown',
    'cron(0 18 ? * MON-FRI *)',
    'stop-instances',
    'Stops the instances that nobody uses at night',
    'Europe/Berlin',
  ),
  job('morning-start', 'cron(30 6 ? * MON-FRI *)', 'start-instances', 'Starts them again', 'Europe/Berlin'),
  job('morning-error-report', 'cron(0 6 * * ? *)', 'error-report', 'Mails the error rate of the last day'),
  job(
    'heartbeat',
    'cron(0/5 * * * ? *)',
    'put-metric-data',
    'Tells CloudWatch that scheduled jobs are running',
  ),
  job('queue-depth', 'cron(0/30 * * * ? *)', 'put-metric-data', 'Tells how many orders wait'),
  job('bucket-inventory', 'cron(30 5 * * ? *)', 'list-buckets', "Lists the account's buckets"),
];

function job(
  name: string,
  expression: string,
  task: string,
  description: string,
  timezone?: string,
): ConsoleJob {
  return {
    name,
    description,
    task,
    schedule: { expression, ...(timezone === undefined ? {} : { timezone }) },
    environment: `ops/${task}`,
    role: `arn:aws:iam::123456789012:role/nightshift-ops-${task}`,
    functionName: `Nightshift-Jobs-1-${name}-Run`,
    logGroup: `/aws/lambda/Nightshift-Jobs-1-${name}-Run`,
    policy: {
      overlap: 'skip',
      retry: { attempts: 3, backoffSeconds: 60 },
      catchUp: { withinSeconds: 7_200, atMost: 3 },
    },
    timeoutSeconds: 900,
  };
}

/** A month of these jobs, some ten thousand runs, with what goes wrong in a month. */
export function everydayApp(now: Date): FakeAppFields {
  const known = apps.get(now.getTime());
  if (known !== undefined) return known;
  const made = makeApp(now);
  apps.set(now.getTime(), made);
  return made;
}

/** Ten thousand slots take a moment to make. */
const apps = new Map<number, FakeAppFields>();

function makeApp(now: Date): FakeAppFields {
  const slots = everydayJobs.flatMap((each) => monthOf(each, now));
  const failed = `${formatUtc(new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS)).slice(0, 11)}02:00:00Z`;
  const shutdown = slots.findLast((slot) => slot.job === 'evening-shutdown')?.slot ?? failed;
  const report = slots.findLast((slot) => slot.job === 'morning-error-report')?.slot ?? failed;
  return {
    now: () => now,
    jobs: everydayJobs.map((each) =>
      each.name === 'morning-start'
        ? {
            ...each,
            pause: {
              reason: 'office closed until Monday',
              by: 'arn:aws:sts::123456789012:assumed-role/Operator/ada',
              at: new Date(now.getTime() - DAY_MS).toISOString(),
            },
          }
        : each,
    ),
    slots: [...slots, ...running(now)],
    attempts: slots.filter(({ job, state }) => job !== 'heartbeat' || state === 'failed').map(attemptOf),
    log: [shutdown, failed].flatMap((slot) => logOf(slot)),
    plans: [],
    mails: { [`morning-error-report ${report}`]: mail },
    deadLetters: [
      {
        id: 'letter-1',
        job: 'nightly-log-backup',
        slot: failed,
        sentAt: new Date(failed),
        reason: 'AccessDenied: cannot list "s3://acme-app-logs/app/"',
      },
    ],
    incidents: [
      {
        job: 'bucket-inventory',
        kind: 'not-started',
        lastSlot: `${failed.slice(0, 11)}05:30:00Z`,
        slots: 1,
        slot: `${failed.slice(0, 11)}05:30:00Z`,
        finding: 'no run had started by 05:45:00Z',
        advice: 'find out what kept it, then "nightshift jobs run bucket-inventory"',
        openedAt: `${failed.slice(0, 11)}05:45:00Z`,
      },
    ],
    actions: [
      {
        job: 'nightly-log-backup',
        kind: 'backfill',
        by: 'arn:aws:sts::123456789012:assumed-role/Operator/ada',
        at: new Date(now.getTime() - 9 * DAY_MS).toISOString(),
        reason: 'the bucket was locked',
        details: '3 slots from 2026-11-12 to 2026-11-15',
      },
    ],
    backfill: slots
      .filter(({ job }) => job === 'nightly-log-backup')
      .map(({ slot }) => ({ slot, state: 'none', wanted: true })),
  };
}

function monthOf({ name, schedule }: ConsoleJob, now: Date): readonly SlotRecord[] {
  const parsed = parseSchedule(schedule?.expression ?? '');
  if (parsed.kind === 'error') throw new Error(parsed.message);
  const after = new Date(now.getTime() - 31 * DAY_MS);
  const firings = nextFirings({ schedule: parsed, timezone: schedule?.timezone, after, count: 10_000 });
  const times = firings.kind === 'firings' ? firings.times.filter((time) => time < now) : [];
  const missed = name === 'bucket-inventory' ? 1 : 0;
  return times
    .slice(0, times.length - missed)
    .map((time, index) => slotOf(name, time, { index, count: times.length }));
}

function slotOf(job: string, time: Date, { index, count }: { index: number; count: number }): SlotRecord {
  const slot = formatUtc(time);
  const noise = (index * 7_919) % 997;
  const tookMs =
    (job === 'nightly-log-backup' ? 14_000 : job === 'heartbeat' ? 700 : 4_000) +
    noise * (job === 'nightly-log-backup' ? 9 : 1);
  const claimedAt = new Date(time.getTime() + 1_400 + noise);
  const common = {
    job,
    slot,
    claimedAt: claimedAt.toISOString(),
    endedAt: new Date(claimedAt.getTime() + tookMs).toISOString(),
    requestId: `5f1c-${index}`,
  };
  const isLast = index === count - 1;
  if (job === 'nightly-log-backup' && (isLast || index === 11))
    return endedSlot({
      ...common,
      state: 'failed',
      reason: 'cannot list "s3://acme-app-logs/app/": access denied',
      code: 'AccessDenied',
      permanent: true,
      fence: 2,
    });
  if (job === 'heartbeat' && noise < 2)
    return endedSlot({
      ...common,
      state: 'failed',
      reason: 'CloudWatch throttles',
      code: 'Throttling',
      attempt: 3,
    });
  if (job === 'morning-start' && isLast)
    return endedSlot({
      ...common,
      state: 'skipped',
      reason: 'paused: office closed until Monday',
      code: 'Paused',
    });
  if (job === 'evening-shutdown' && index % 9 === 4)
    return endedSlot({
      ...common,
      state: 'nothing-to-do',
      reason: 'no running instance carries the tag',
      figures: { instancesFound: 0 },
    });
  return endedSlot({ ...common, ...figuresOf(job, noise), planDigest: `9b7e${noise}c41d0a52f8` });
}

function figuresOf(job: string, noise: number): { reason: string; figures: Record<string, number> } {
  switch (job) {
    case 'nightly-log-backup':
      return {
        reason: `copied ${1_500 + noise} objects`,
        figures: {
          objectsListed: 2_000 + noise,
          objectsCopied: 1_500 + noise,
          bytesCopied: 6_300_000 + noise * 4_100,
        },
      };
    case 'evening-shutdown':
      return {
        reason: `stopped ${3 + (noise % 4)} instances`,
        figures: { instancesFound: 8, instancesStopped: 3 + (noise % 4) },
      };
    case 'morning-error-report':
      return {
        reason: 'the error rate is 0.45, below 1',
        figures: { series: 1, points: 24, mailsSent: 1, errorRate: 0.3 + noise / 4_000 },
      };
    default:
      return { reason: 'all well', figures: { pointsSent: 1 } };
  }
}

/** One that is at work right now. */
function running(now: Date): readonly SlotRecord[] {
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const { endedAt: _endedAt, ...slot } = endedSlot({
    job: 'evening-shutdown',
    slot: formatUtc(minute),
    claimedAt: new Date(now.getTime() - 3_000).toISOString(),
  });
  return [{ ...slot, state: 'running', fence: 1, reason: 'at work' }];
}

function attemptOf({
  job,
  slot,
  attempt,
  requestId,
  claimedAt,
  endedAt = claimedAt,
  reason = '',
  state,
  code,
  figures = {},
  planDigest,
}: SlotRecord) {
  const advice =
    code === 'AccessDenied'
      ? {
          advice:
            'the role lacks this permission or does not trust the token; see "nightshift trust check" and the role of the environment',
        }
      : {};
  const kind = outcomeKinds.find((known) => known === state) ?? 'failed';
  const outcome = { kind, reason, figures, ...(code === undefined ? {} : { code }), ...advice };
  return {
    job,
    slot,
    attempt,
    requestId,
    startedAt: claimedAt,
    endedAt,
    outcome,
    ...(planDigest === undefined ? {} : { planDigest }),
  };
}

function logOf(slot: string) {
  const failed = slot.endsWith('02:00:00Z');
  const at = (seconds: number) => new Date(Date.parse(slot) + seconds * 1_000);
  const line = (fields: object) =>
    JSON.stringify({ level: 'INFO', service: 'nightshift', timestamp: slot, ...fields });
  const ended = failed
    ? {
        level: 'ERROR',
        outcome: { kind: 'failed', code: 'AccessDenied', reason: 'cannot list "s3://acme-app-logs/app/"' },
        details: ['app/2026/11/24/: cannot list, access denied'],
      }
    : {
        outcome: { kind: 'succeeded' },
        details: [
          'stopped i-0a1 (web-1)',
          'stopped i-0a2 (web-2)',
          'left i-0a3 alone: it has no tag AutoStop',
        ],
      };
  return [
    { at: at(2), text: 'START RequestId: 5f1c Version: $LATEST\n' },
    { at: at(3), text: line({ message: 'environment opened', expires: '1 h' }) },
    { at: at(4), text: line({ message: 'run ended', slot, ...ended }) },
    {
      at: at(5),
      text: 'REPORT RequestId: 5f1c Duration: 4012.22 ms Billed Duration: 4013 ms Memory Size: 256 MB Max Memory Used: 141 MB\n',
    },
  ];
}

const mail =
  '<!doctype html><html><head><style>body{font-family:sans-serif}</style></head><body><h1>Error rate 0.45</h1><p>9 errors in 20 requests.</p><script>document.title="owned"</script></body></html>';
