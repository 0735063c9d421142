import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JobsFile } from '../lib/model/job.ts';
import type { OffHoursPlan } from '../lib/model/off-hours/plan.ts';
import { readOffHours } from '../lib/model/off-hours/read.ts';
import { instanceJobs } from '../lib/tasks/instance-jobs.ts';
import { plansOfInstances, timelinesOf } from '../lib/tasks/instance-plans.ts';
import type { ObservedInstance } from '../lib/tasks/stop-instances/ports.ts';
import { mergeTables } from './copy-report.ts';

/**
 * How long `schedule simulate` computes over 10,000 instances and a year: reading each instance's tags, and every transition
 * of what they name. `npx tsx bench/schedule.ts` writes the table to bench/RESULTS.md.
 */

const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

const span = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') };
const instanceCount = 10_000;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
];

function namedPlan(index: number): OffHoursPlan {
  const timezone = zones[index % zones.length] ?? 'UTC';
  const hour = String(6 + (Math.floor(index / zones.length) % 4)).padStart(2, '0');
  const minute = String(index % 60).padStart(2, '0');
  const read = readOffHours({
    name: `schedule-${index}`,
    value: {
      timezone,
      running: [`Mon-Fri ${hour}:${minute}-19:00`, 'Sat 10:00-14:00'],
      holidays: ['12-24..01-01', '05-01', '2026-04-03..2026-04-06'],
      maintenance: [{ name: 'patching', window: 'Sun 02:00-04:00' }],
    },
  });
  if (read.kind === 'plan') return read.plan;
  throw new Error(read.problems.map(({ message }) => message).join('; '));
}

function custodianTag(index: number): string {
  const zone = ['pt', 'et', 'cet', 'it'][index % 4];
  return `off=[(M-F,${18 + (index % 5)}),(S,13)];on=[(M-F,${5 + (index % 4)})];tz=${zone}`;
}

function jobsWith(schedules: JobsFile['schedules']): ReturnType<typeof instanceJobs> {
  const settings = { bySchedule: { tags: ['nightshift', 'cloud-custodian'] } };
  return instanceJobs({ jobs: [{ name: 'evening', task: { name: 'stop-instances', settings } }], schedules });
}

function measure(
  title: string,
  tagOf: (index: number) => Readonly<Record<string, string>>,
  schedules: JobsFile['schedules'],
): string {
  const instances = Array.from(
    { length: instanceCount },
    (_, index): ObservedInstance => ({
      id: `i-${index.toString(16).padStart(8, '0')}`,
      state: 'running',
      launchedAt: '2026-01-01T00:00:00.000Z',
      tags: { Name: `web-${index}`, ...tagOf(index) },
      instanceType: 't3.micro',
      market: 'on-demand',
      rootDevice: 'ebs',
      canHibernate: false,
    }),
  );
  const begun = performance.now();
  const { groups } = plansOfInstances(jobsWith(schedules), instances, span.from);
  const timelines = timelinesOf(groups, () => span);
  const transitions = timelines.reduce(
    (sum, { changes }, index) => sum + changes.length * (groups[index]?.instances.length ?? 0),
    0,
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  return `| ${title} | ${groups.length} | ${transitions} | ${seconds} |`;
}

const named = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`schedule-${index}`, namedPlan(index)]));
const byName = (count: number) => (index: number) => ({ 'nightshift:schedule': `schedule-${index % count}` });

const rows = [
  measure('named schedules', byName(40), named(40)),
  measure("Cloud Custodian's tags", (index) => ({ maid_offhours: custodianTag(index % 40) }), {}),
  measure('a schedule for every 20 instances', byName(500), named(500)),
  measure(
    'a keep-until of its own for each instance',
    (index) => ({
      ...byName(40)(index),
      'nightshift:keep-until': new Date(span.from.getTime() + index * 60_000).toISOString(),
    }),
    named(40),
  ),
];
const table = [
  '### 10,000 instances simulated over a year',
  '',
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}. Tags read, every transition computed. Written by`,
  '`npx tsx bench/schedule.ts`; at most 5 s are allowed.',
  '',
  '| instances carry | distinct schedules | transitions | wall s |',
  '|---|---|---|---|',
  ...rows,
].join('\n');
const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
writeFileSync(RESULTS, mergeTables(before, { mark: 'schedules', heading: '## Schedules', tables: [table] }));
console.log(table);
