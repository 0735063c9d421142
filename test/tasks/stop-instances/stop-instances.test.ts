import type { StopInstancesSettings } from '../../../lib/tasks/stop-instances/definition.ts';
import { stopInstancesTask } from '../../../lib/tasks/stop-instances/task.ts';
import { collect, stream, taskContext } from '../../fakes/context.ts';
import { type FakeEc2, fakeEc2, fakeInstance } from '../../fakes/ec2.ts';

const tagged = { AutoStop: 'true' };
const settings: StopInstancesSettings = { tags: tagged };
const context = (ec2: FakeEc2, given: StopInstancesSettings = settings, remainingMs = () => 900_000) =>
  taskContext({ settings: given, ports: ec2, remainingMs });

async function run(ec2: FakeEc2, given?: StopInstancesSettings) {
  const at = context(ec2, given);
  return stopInstancesTask.apply(stopInstancesTask.plan(at), at);
}

async function planLines(ec2: FakeEc2, given: StopInstancesSettings = settings) {
  return (await collect(stopInstancesTask.plan(context(ec2, given)))).map(stopInstancesTask.describe);
}

const seed = () =>
  fakeEc2([
    fakeInstance({ id: 'i-000000a1', tags: tagged }),
    fakeInstance({ id: 'i-000000a2' }),
    fakeInstance({ id: 'i-000000a3', tags: tagged, state: 'stopped' }),
    fakeInstance({ id: 'i-000000a4', tags: tagged, state: 'terminated' }),
  ]);

describe('stop-instances', () => {
  it('stops only what runs with the tag, and says why of each', async () => {
    const ec2 = seed();

    const result = await run(ec2);

    expect(ec2.calls).toEqual([{ operation: 'stop', ids: ['i-000000a1'] }]);
    expect(result).toEqual({
      kind: 'succeeded',
      reason: 'stopped 1 of 3 instances, 2 skipped',
      figures: { instancesFound: 3, instancesStopped: 1, instancesSkipped: 2, instancesFailed: 0 },
      details: [
        'i-000000a1: stopped, running since 2026-11-20T06:00:00.000Z, AutoStop=true',
        'i-000000a3: skipped, already stopped',
        'i-000000a4: skipped, is terminated',
      ],
    });
  });

  it('plans without changing anything, one line per instance', async () => {
    const ec2 = seed();

    expect(await planLines(ec2)).toEqual([
      'i-000000a1: stop, running since 2026-11-20T06:00:00.000Z, AutoStop=true',
      'i-000000a3: skip, already stopped',
      'i-000000a4: skip, is terminated',
    ]);
    expect(ec2.calls).toEqual([]);
  });

  it('has nothing to do where all is stopped already', async () => {
    const result = await run(fakeEc2([fakeInstance({ id: 'i-000000a1', tags: tagged, state: 'stopped' })]));

    expect(result).toMatchObject({ kind: 'nothing-to-do', reason: 'stopped 0 of 1 instance, 1 skipped' });
  });

  it('stops the others when one named id does not exist', async () => {
    const ec2 = seed();

    const result = await run(ec2, { instanceIds: ['i-000000a2', 'i-deadbeef'] });

    expect(ec2.instances.get('i-000000a2')?.state).toBe('stopped');
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'InvalidInstanceID.NotFound',
      figures: { instancesFound: 1, instancesStopped: 1, instancesFailed: 1 },
    });
  });

  it('isolates the one instance that EC2 refuses', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `i-${String(index).padStart(8, '0')}`);
    const ec2 = fakeEc2(ids.map((id) => fakeInstance({ id, tags: tagged })));
    ec2.refuse = (call) => (call.ids.includes('i-00000017') ? { code: 'UnauthorizedOperation' } : undefined);

    const result = await run(ec2);

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'UnauthorizedOperation',
      figures: { instancesStopped: 49 },
    });
    expect(ec2.calls.length).toBeLessThan(14);
  });

  it('takes the id from the message, so that one call more is enough', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `i-${String(index).padStart(8, '0')}`);
    const ec2 = fakeEc2(ids.map((id) => fakeInstance({ id, tags: tagged })));
    const message =
      "The instance 'i-00000017' may not be stopped. Modify its 'disableApiStop' instance attribute";
    ec2.refuse = (call) =>
      call.ids.includes('i-00000017') ? { code: 'OperationNotPermitted', message } : undefined;

    const result = await run(ec2);

    expect(ec2.calls).toHaveLength(3);
    expect(result).toMatchObject({
      kind: 'succeeded',
      figures: { instancesStopped: 49, instancesSkipped: 1 },
    });
    expect(result.details?.at(-1)).toBe('i-00000017: skipped, stop protection is on');
  });

  it('gives up soon when the role may stop nothing at all', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `i-${String(index).padStart(8, '0')}`);
    const ec2 = fakeEc2(ids.map((id) => fakeInstance({ id, tags: tagged })));
    ec2.refuse = () => ({ code: 'UnauthorizedOperation' });

    expect(await run(ec2)).toMatchObject({ kind: 'failed', figures: { instancesFailed: 200 } });
    expect(ec2.calls.length).toBeLessThan(50);
  });

  it('waits out throttling', async () => {
    const ec2 = seed();
    let refusals = 3;
    ec2.refuse = () => (refusals-- > 0 ? { code: 'RequestLimitExceeded' } : undefined);

    expect(await run(ec2)).toMatchObject({ kind: 'succeeded', figures: { instancesStopped: 1 } });
    expect(ec2.pausedMs()).toBeGreaterThanOrEqual(7_000);
  });

  it('leaves off waiting when the time of the run is over', async () => {
    const ec2 = seed();
    ec2.transitionPauses = 1_000;
    const at = context(ec2, settings, () => 60_000 - ec2.pausedMs());

    const result = await stopInstancesTask.apply(stopInstancesTask.plan(at), at);

    expect(result).toMatchObject({ kind: 'failed', code: 'TimeIsOver' });
    expect(ec2.pausedMs()).toBeLessThanOrEqual(45_000);
  });

  it('takes an instance that another stopped in the same moment as skipped', async () => {
    const ec2 = seed();
    ec2.refuse = ({ ids }) => {
      const [id = ''] = ids;
      const instance = ec2.instances.get(id);
      if (instance !== undefined) ec2.instances.set(id, { ...instance, state: 'stopping' });
      return { code: 'IncorrectInstanceState' };
    };

    expect(await run(ec2)).toMatchObject({ kind: 'nothing-to-do', figures: { instancesSkipped: 3 } });
  });

  it('lets a port failure reach the run', async () => {
    const ec2 = seed();
    const broken = { ...ec2, findInstances: () => stream([]) };
    const at = taskContext({ settings, ports: broken });

    expect(await stopInstancesTask.apply(stopInstancesTask.plan(at), at)).toMatchObject({
      kind: 'nothing-to-do',
      reason: 'no instance is selected',
    });
  });
});

describe('stop-instances refuses drift', () => {
  it.each([
    ['launch time', { launchedAt: '2026-11-21T07:59:00.000Z' }, 'launch time was'],
    [
      'a tag',
      { tags: { ...tagged, 'nightshift:keep-until': '2026-11-22' } },
      'tag "nightshift:keep-until" changed',
    ],
    ['the selecting tag', { tags: { AutoStop: 'no' } }, 'no longer selected'],
    ['the state', { state: 'pending' as const }, 'state was running, is pending'],
  ])('of %s', async (_, change, told) => {
    const ec2 = seed();
    const items = await collect(stopInstancesTask.plan(context(ec2)));
    ec2.instances.set('i-000000a1', fakeInstance({ id: 'i-000000a1', tags: tagged, ...change }));

    const result = await stopInstancesTask.apply(stream(items), context(ec2));

    expect(ec2.calls).toEqual([]);
    expect(result).toMatchObject({ kind: 'failed', code: 'InstanceDrifted' });
    expect(result.details?.[0]).toContain(told);
  });

  it('but not of tags that decide nothing', async () => {
    const ec2 = seed();
    const items = await collect(stopInstancesTask.plan(context(ec2)));
    ec2.instances.set('i-000000a1', fakeInstance({ id: 'i-000000a1', tags: { ...tagged, Owner: 'x' } }));

    expect(await stopInstancesTask.apply(stream(items), context(ec2))).toMatchObject({ kind: 'succeeded' });
  });
});

describe('stop-instances leaves alone', () => {
  it.each([
    ['opted out', { tags: { ...tagged, 'nightshift:opt-out': '' } }, 'opted out by tag "nightshift:opt-out"'],
    [
      'an Auto Scaling member',
      { tags: { ...tagged, 'aws:autoscaling:groupName': 'g' } },
      'Auto Scaling group "g"',
    ],
    ['a spot instance', { market: 'spot' as const }, 'spot'],
    ['an instance store', { rootDevice: 'instance-store' as const }, 'instance store'],
    [
      'kept until later',
      { tags: { ...tagged, 'nightshift:keep-until': '2026-11-21T09:00Z' } },
      'until 2026-11-21T09:00',
    ],
    [
      'kept for today',
      { tags: { ...tagged, 'nightshift:keep-until': '2026-11-21' } },
      'until 2026-11-22T00:00',
    ],
  ])('%s', async (_, fields, told) => {
    const [line] = await planLines(fakeEc2([fakeInstance({ id: 'i-000000a1', tags: tagged, ...fields })]));

    expect(line).toMatch(/^i-000000a1: skip, /);
    expect(line).toContain(told);
  });

  it('nothing whose keep-until has expired or whose opt-out says false', async () => {
    const tags = { ...tagged, 'nightshift:keep-until': '2026-11-20', 'nightshift:opt-out': 'false' };

    expect(await planLines(fakeEc2([fakeInstance({ id: 'i-000000a1', tags })]))).toEqual([
      expect.stringContaining(': stop, '),
    ]);
  });

  it('and names a keep-until that is no time', async () => {
    const tags = { ...tagged, 'nightshift:keep-until': 'friday' };
    const ec2 = fakeEc2([fakeInstance({ id: 'i-000000a1', tags })]);

    expect(await run(ec2)).toMatchObject({
      kind: 'nothing-to-do',
      reason:
        'stopped 0 of 1 instance, 1 skipped, 1 tag cannot be read (i-000000a1: tag "nightshift:keep-until": it is no time, write 2026-11-22T08:00Z)',
      figures: { tagsUnreadable: 1 },
    });
    expect(ec2.calls).toEqual([]);
  });

  it('everything in shadow mode', async () => {
    const ec2 = seed();

    const result = await run(ec2, { ...settings, mode: 'shadow' });

    expect(ec2.calls).toEqual([]);
    expect(result).toMatchObject({ kind: 'nothing-to-do' });
    expect(result.details?.[0]).toContain('shadow mode: would stop');
  });
});

describe('stop-instances rehearses', () => {
  it('by asking EC2 what it would allow, and changes nothing', async () => {
    const ec2 = seed();
    ec2.instances.set('i-000000a5', fakeInstance({ id: 'i-000000a5', tags: tagged }));
    ec2.refuse = ({ ids }) => (ids.includes('i-000000a5') ? { code: 'UnauthorizedOperation' } : undefined);

    const result = await run(ec2, { ...settings, mode: 'rehearse' });

    expect(ec2.calls.every(({ operation }) => operation === 'rehearse')).toBe(true);
    expect(ec2.instances.get('i-000000a1')?.state).toBe('running');
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'UnauthorizedOperation',
      figures: { instancesStopped: 0 },
    });
    expect(result.details).toContain('i-000000a1: skipped, rehearsed: EC2 would allow it');
  });
});

describe('stop-instances hibernates', () => {
  it('what was launched for it, and stops the rest', async () => {
    const ec2 = fakeEc2([
      fakeInstance({ id: 'i-000000a1', tags: tagged, canHibernate: true }),
      fakeInstance({ id: 'i-000000a2', tags: tagged }),
    ]);

    await run(ec2, { ...settings, hibernate: true });

    expect(ec2.calls).toEqual([
      { operation: 'hibernate', ids: ['i-000000a1'] },
      { operation: 'stop', ids: ['i-000000a2'] },
    ]);
  });
});

describe('stop-instances writes back', () => {
  const given: StopInstancesSettings = { ...settings, writeBack: true };

  it('what it did, and why it failed', async () => {
    const ec2 = seed();
    ec2.instances.set('i-000000a5', fakeInstance({ id: 'i-000000a5', tags: tagged }));
    ec2.refuse = ({ ids }) => (ids.includes('i-000000a5') ? { code: 'UnauthorizedOperation' } : undefined);

    await run(ec2, given);

    expect(ec2.instances.get('i-000000a1')?.tags).toEqual({
      ...tagged,
      'nightshift:last-action': 'stopped 2026-11-21T08:00Z by test-job',
      'nightshift:last-error': '',
    });
    expect(ec2.instances.get('i-000000a5')?.tags['nightshift:last-error']).toBe(
      'UnauthorizedOperation 2026-11-21T08:00Z by test-job',
    );
    expect(ec2.instances.get('i-000000a3')?.tags).toEqual(tagged);
  });

  it('but does not fail when it may not', async () => {
    const ec2 = seed();
    ec2.tagRefusal = 'UnauthorizedOperation';

    const result = await run(ec2, given);

    expect(result).toMatchObject({ kind: 'succeeded', figures: { instancesStopped: 1 } });
    expect(result.details?.[0]).toContain('its tags were not written (UnauthorizedOperation)');
  });
});
