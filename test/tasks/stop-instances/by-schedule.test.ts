import { readOffHours } from '../../../lib/model/off-hours/read.ts';
import { startInstancesTask } from '../../../lib/tasks/start-instances/task.ts';
import type { StopInstancesSettings } from '../../../lib/tasks/stop-instances/definition.ts';
import { stopInstancesTask } from '../../../lib/tasks/stop-instances/task.ts';
import type { Schedules } from '../../../lib/tasks/task.ts';
import { collect, stream, taskContext } from '../../fakes/context.ts';
import { type FakeEc2, fakeEc2, fakeInstance } from '../../fakes/ec2.ts';

const schedules = schedulesOf({
  office: {
    timezone: 'Europe/Berlin',
    running: ['Mon-Fri 07:00-19:00'],
    holidays: ['2026-11-23 Founding day'],
  },
  strict: { running: ['Mon-Fri 07:00-19:00'], enforce: true },
  parked: { running: [] },
  daily: { running: ['daily'] },
  'stop-only': { running: ['Mon-Fri 07:00-19:00'], only: 'stop' },
  patched: {
    running: [],
    overrides: [{ desired: 'running', until: '2026-11-25T20:00:00Z', reason: 'patching' }],
  },
});

function schedulesOf(written: Readonly<Record<string, unknown>>): Schedules {
  const plans = Object.entries(written).map(([name, value]) => {
    const read = readOffHours({ name, value });
    if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
    return [name, read.plan] as const;
  });
  return Object.fromEntries(plans);
}

type Tags = Readonly<Record<string, string>>;

const evening = '2026-11-25T18:30:00Z'; // a Wednesday, 19:30 in Berlin
const noon = '2026-11-25T11:00:00Z';
const bySchedule: StopInstancesSettings = { bySchedule: { tags: ['nightshift'] } };
const own = (value: string, more: Tags = {}): Tags => ({ 'nightshift:schedule': value, ...more });

const id = (index: number) => `i-${String(index).padStart(8, '0')}`;

/** An instance for each set of tags, all in one state. */
function ec2With(tags: readonly Tags[], fields: Partial<ReturnType<typeof fakeInstance>> = {}): FakeEc2 {
  return fakeEc2(tags.map((given, index) => fakeInstance({ id: id(index), tags: given, ...fields })));
}

function context(ec2: FakeEc2, at: string, settings: StopInstancesSettings = bySchedule) {
  return taskContext({ settings, ports: ec2, schedules, slot: at });
}

async function stop(ec2: FakeEc2, at: string, settings?: StopInstancesSettings) {
  const run = context(ec2, at, settings);
  return stopInstancesTask.apply(stopInstancesTask.plan(run), run);
}

async function start(ec2: FakeEc2, at: string, settings?: StopInstancesSettings) {
  const run = context(ec2, at, settings);
  return startInstancesTask.apply(startInstancesTask.plan(run), run);
}

async function stopLines(ec2: FakeEc2, at: string, settings?: StopInstancesSettings) {
  return (await collect(stopInstancesTask.plan(context(ec2, at, settings)))).map(stopInstancesTask.describe);
}

describe('by each own tag, stop-instances', () => {
  it('stops what its schedule wants stopped, and tells the rule that decides', async () => {
    const ec2 = ec2With([
      own('office'),
      own('daily'),
      own('parked'),
      own('patched'),
      own('Mon-Fri 09:00-18:00 @ UTC'),
      {},
    ]);

    expect(await stopLines(ec2, evening)).toEqual([
      'i-00000000: stop, running since 2026-11-20T06:00:00.000Z, nightshift:schedule=office says stopped: it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      'i-00000001: skip, nightshift:schedule=daily says running: the period daily (UTC) is on',
      'i-00000002: stop, running since 2026-11-20T06:00:00.000Z, nightshift:schedule=parked says stopped: it has no period to run in',
      'i-00000003: skip, nightshift:schedule=patched says running: an override (patching) holds until 2026-11-25T20:00:00Z',
      'i-00000004: stop, running since 2026-11-20T06:00:00.000Z, nightshift:schedule=Mon-Fri 09:00-18:00 @ UTC says stopped: it is outside Mon-Fri 09:00-18:00 (UTC)',
    ]);
    expect(await stopLines(ec2, '2026-11-23T11:00:00Z')).toContain(
      'i-00000000: stop, running since 2026-11-20T06:00:00.000Z, nightshift:schedule=office says stopped: 2026-11-23 is a holiday (Founding day)',
    );
  });

  it('leaves running what a keep-until tag keeps, until it expires', async () => {
    const ec2 = ec2With([own('parked', { 'nightshift:keep-until': '2026-11-25T19:00Z' })]);

    expect(await stopLines(ec2, evening)).toEqual([
      expect.stringContaining('skip, tag "nightshift:keep-until" keeps it running until 2026-11-25T19:00'),
    ]);
    expect(await stopLines(ec2, '2026-11-25T19:00:00Z')).toEqual([expect.stringContaining(': stop, ')]);
  });

  it('reports a tag that cannot be read by its name, stops the others, and does not fail', async () => {
    const ec2 = ec2With([own('ofice'), own('office'), own('Sat @ Europe/Berlim')]);

    expect(await stop(ec2, evening, { ...bySchedule, writeBack: true })).toEqual({
      kind: 'succeeded',
      reason:
        'stopped 1 of 3 instances, 2 skipped, tags of 2 instances cannot be read (i-00000000: tag "nightshift:schedule": there is no schedule "ofice"; did you mean "office"?)',
      figures: {
        instancesFound: 3,
        instancesStopped: 1,
        instancesSkipped: 2,
        instancesFailed: 0,
        tagsUnreadable: 2,
      },
      details: [
        'i-00000000: skipped, tag "nightshift:schedule": there is no schedule "ofice"; did you mean "office"?; left as it is',
        'i-00000002: skipped, tag "nightshift:schedule", character 6: unknown time zone "Europe/Berlim"; did you mean "Europe/Berlin"?; left as it is',
        'i-00000001: stopped, running since 2026-11-20T06:00:00.000Z, nightshift:schedule=office says stopped: it is outside Mon-Fri 07:00-19:00 (Europe/Berlin)',
      ],
    });
    expect(ec2.instances.get(id(0))?.tags['nightshift:last-error']).toMatch(/^InvalidTag 2026-11-25T18:30Z/);
  });

  it('writes nothing back in shadow mode, a tag that cannot be read neither', async () => {
    const ec2 = ec2With([own('ofice'), own('office')]);

    const result = await stop(ec2, evening, { ...bySchedule, writeBack: true, mode: 'shadow' });

    expect(result).toMatchObject({ kind: 'nothing-to-do', figures: { tagsUnreadable: 1 } });
    expect([...ec2.instances.values()].map(({ tags }) => tags)).toEqual([own('ofice'), own('office')]);
  });

  it('reads Instance Scheduler and Cloud Custodian tags, the key of the latter in any case', async () => {
    const ec2 = ec2With([
      { Schedule: 'office' },
      { Maid_OffHours: 'off=[(M-F,19)];on=[(M-F,7)];tz=Europe/Berlin' },
      { maid_offhours: 'off' },
      { maid_offhours: 'on' },
      own('daily', { Schedule: 'office' }),
    ]);
    const tags = ['nightshift', 'instance-scheduler', { grammar: 'cloud-custodian', offHour: 12 }] as const;
    const settings: StopInstancesSettings = { bySchedule: { tags: [...tags] } };

    expect((await stopLines(ec2, evening, settings)).map((line) => line.slice(12))).toEqual([
      expect.stringMatching(/^stop, .*Schedule=office says stopped/),
      expect.stringMatching(/^stop, .*its last switch was off=\(M-F,19\) at Wed 2026-11-25 19:00 \+01:00$/),
      'skip, opted out by tag "maid_offhours"',
      expect.stringMatching(
        /^stop, .*its last switch was off=\(M-F,12\), the default, at Wed 2026-11-25 12:00 -05:00/,
      ),
      expect.stringMatching(/^skip, nightshift:schedule=daily says running/),
    ]);
  });

  it('takes the fallback for selected instances without a tag of their own', async () => {
    const ec2 = ec2With([{ AutoStop: 'true' }, { AutoStop: 'true', ...own('daily') }, own('parked')]);
    const settings: StopInstancesSettings = {
      tags: { AutoStop: 'true' },
      bySchedule: { tags: ['nightshift'], fallback: 'parked' },
    };

    expect(await stopLines(ec2, evening, settings)).toEqual([
      expect.stringContaining(': stop, running since 2026-11-20T06:00:00.000Z, schedule parked says stopped'),
      expect.stringContaining(': skip, nightshift:schedule=daily says running'),
    ]);
  });

  it('catches up a stop that was missed', async () => {
    expect(await stopLines(ec2With([own('office')]), '2026-11-29T03:00:00Z')).toEqual([
      expect.stringContaining(': stop, '),
    ]);
  });

  it('stops at the change itself, also where its clock lags behind the slot', async () => {
    const ec2 = ec2With([own('office')]);
    const at = (slot: string, now: string) =>
      collect(
        stopInstancesTask.plan(taskContext({ settings: bySchedule, ports: ec2, schedules, slot, now })),
      );

    expect(await at('2026-11-25T18:00:00Z', '2026-11-25T17:59:59Z')).toMatchObject([{ kind: 'act' }]);
    expect(await at('2026-11-25T17:55:00Z', '2026-11-25T18:00:00Z')).toMatchObject([{ kind: 'act' }]);
    expect(await at('2026-11-25T17:55:00Z', '2026-11-25T17:55:01Z')).toMatchObject([{ kind: 'skip' }]);
  });
});

describe('what a person did by hand since the last change', () => {
  const startedLate = { launchedAt: '2026-11-25T18:10:00.000Z' };

  it('is left until the next change', async () => {
    const ec2 = ec2With([own('office')], startedLate);

    expect(await stopLines(ec2, evening)).toEqual([
      "i-00000000: skip, was started at 2026-11-25T18:10:00.000Z, after its schedule's change at 2026-11-25T18:00:00.000Z: left until the next one (nightshift:schedule=office says stopped: it is outside Mon-Fri 07:00-19:00 (Europe/Berlin))",
    ]);
    expect(await stopLines(ec2, '2026-11-26T18:00:00Z')).toEqual([expect.stringContaining(': stop, ')]);
  });

  it.each([
    ['the job enforces', own('office'), { bySchedule: { tags: ['nightshift' as const], enforce: true } }],
    ['the schedule enforces', own('strict'), bySchedule],
    ['the schedule never changes', own('parked'), bySchedule],
  ])('is undone where %s', async (_, tags, settings) => {
    expect(
      await stopLines(
        ec2With([tags], { launchedAt: '2026-11-25T19:20:00.000Z' }),
        '2026-11-25T19:30:00Z',
        settings,
      ),
    ).toEqual([expect.stringContaining(': stop, ')]);
  });

  it('counts for starting too, where EC2 tells when it was stopped', async () => {
    const stopped = { state: 'stopped' as const };
    const plan = async (stoppedAt: string | undefined, settings = bySchedule) => {
      const ec2 = ec2With([own('office')], { ...stopped, ...(stoppedAt === undefined ? {} : { stoppedAt }) });
      return (await collect(startInstancesTask.plan(context(ec2, noon, settings)))).map(
        startInstancesTask.describe,
      );
    };

    expect(await plan('2026-11-24T18:00:31.000Z')).toEqual([
      'i-00000000: start, nightshift:schedule=office says running: the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
    ]);
    expect(await plan(undefined)).toEqual([expect.stringContaining(': start, ')]);
    expect(await plan('2026-11-25T09:00:00.000Z')).toEqual([
      expect.stringContaining('skip, was stopped at 2026-11-25T09:00:00.000Z, after its schedule'),
    ]);
    expect(
      await plan('2026-11-25T09:00:00.000Z', { bySchedule: { tags: ['nightshift'], enforce: true } }),
    ).toEqual([expect.stringContaining(': start, ')]);
  });
});

describe('by each own tag, start-instances', () => {
  it('starts what its schedule wants running, and nothing else', async () => {
    const ec2 = ec2With([own('office'), own('parked'), own('stop-only'), own('nonsense'), {}], {
      state: 'stopped',
    });

    const result = await start(ec2, noon);

    expect(ec2.calls).toEqual([{ operation: 'start', ids: [id(0)] }]);
    expect(result.details).toEqual([
      'i-00000003: skipped, tag "nightshift:schedule": there is no schedule "nonsense"; left as it is',
      'i-00000000: started, nightshift:schedule=office says running: the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
      'i-00000001: skipped, nightshift:schedule=parked says stopped: it has no period to run in',
      'i-00000002: skipped, nightshift:schedule=stop-only says left alone: the period Mon-Fri 07:00-19:00 (UTC) is on, but the schedule never starts anything',
    ]);
  });

  it('is not moved by a keep-until tag, which only keeps what runs', async () => {
    const ec2 = ec2With([own('parked', { 'nightshift:keep-until': '2026-11-26' })], { state: 'stopped' });

    expect(await start(ec2, noon)).toMatchObject({ kind: 'nothing-to-do' });
  });

  it('and stop-instances never want the same instance at the same time', async () => {
    const tags = Object.keys(schedules).map((name) => own(name));
    for (const hour of Array.from({ length: 24 * 7 }, (_, index) => index)) {
      const at = new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
      const stops = await collect(stopInstancesTask.plan(context(ec2With(tags), at)));
      const starts = await collect(startInstancesTask.plan(context(ec2With(tags, { state: 'stopped' }), at)));
      const acts = (items: readonly { kind: string; instance?: { id: string } }[]) =>
        items.flatMap((item) => (item.kind === 'act' ? [item.instance?.id] : []));

      expect(acts(stops).filter((one) => acts(starts).includes(one))).toEqual([]);
    }
  });
});

describe('a plan by schedule', () => {
  it('refuses an instance whose schedule tag changed since', async () => {
    const ec2 = ec2With([own('office')]);
    const items = await collect(stopInstancesTask.plan(context(ec2, evening)));
    ec2.instances.set(id(0), fakeInstance({ id: id(0), tags: own('daily') }));

    const result = await stopInstancesTask.apply(stream(items), context(ec2, evening));

    expect(ec2.calls).toEqual([]);
    expect(result).toMatchObject({ kind: 'failed', code: 'InstanceDrifted' });
    expect(result.details?.[0]).toContain('tag "nightshift:schedule" changed');
  });

  it('that is applied when the schedule wants otherwise by now does nothing', async () => {
    const ec2 = ec2With([own('office')]);
    const items = await collect(stopInstancesTask.plan(context(ec2, evening)));

    const result = await stopInstancesTask.apply(stream(items), context(ec2, '2026-11-26T08:00:00Z'));

    expect(ec2.calls).toEqual([]);
    expect(result).toMatchObject({ kind: 'nothing-to-do' });
    expect(result.details).toEqual([
      'i-00000000: skipped, no longer due: nightshift:schedule=office says running: the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on',
    ]);
  });

  it('judges 100,000 instances', async () => {
    const names = Object.keys(schedules);
    const ec2 = ec2With(
      Array.from({ length: 100_000 }, (_, index) => own(names[index % names.length] ?? '')),
    );
    ec2.transitionPauses = 0;

    const { figures } = await stop(ec2, evening);

    expect(figures).toEqual({
      instancesFound: 100_000,
      instancesStopped: 33_334,
      instancesSkipped: 66_666,
      instancesFailed: 0,
    });
    expect(ec2.calls.flatMap(({ ids }) => ids)).toHaveLength(33_334);
  });
});
