import type { StartInstancesSettings } from '../../../lib/tasks/start-instances/definition.ts';
import { startInstancesDefinition } from '../../../lib/tasks/start-instances/definition.ts';
import { startInstancesTask } from '../../../lib/tasks/start-instances/task.ts';
import { taskContext } from '../../fakes/context.ts';
import { type FakeEc2, fakeEc2, fakeInstance } from '../../fakes/ec2.ts';

async function run(ec2: FakeEc2, settings: StartInstancesSettings = { tags: { AutoStart: 'yes' } }) {
  const context = taskContext({ settings, ports: ec2 });
  return startInstancesTask.apply(startInstancesTask.plan(context), context);
}

const stopped = (id: string) => fakeInstance({ id, state: 'stopped', tags: { AutoStart: 'yes' } });

describe('start-instances', () => {
  it('starts what is stopped and waits until it runs', async () => {
    const ec2 = fakeEc2([
      stopped('i-000000a1'),
      fakeInstance({ id: 'i-000000a2', tags: { AutoStart: 'yes' } }),
    ]);

    const result = await run(ec2);

    expect(result).toMatchObject({
      kind: 'succeeded',
      reason: 'started 1 of 2 instances, 1 skipped',
      figures: { instancesFound: 2, instancesStarted: 1, instancesSkipped: 1, instancesFailed: 0 },
    });
    expect(ec2.instances.get('i-000000a1')?.state).toBe('running');
  });

  it('does not say started of an instance that falls back to stopped', async () => {
    const ec2 = fakeEc2([stopped('i-000000a1')]);
    const pause = ec2.pause;
    const sinking = {
      ...ec2,
      pause: async (milliseconds: number) => {
        await pause(milliseconds);
        const stateReason = 'Client.InvalidKmsKey';
        ec2.instances.set('i-000000a1', { ...stopped('i-000000a1'), stateReason });
      },
    };

    const result = await run(sinking);

    expect(result).toMatchObject({ kind: 'failed', code: 'UnexpectedState' });
    expect(result.details?.[0]).toContain('is stopped instead of running (Client.InvalidKmsKey)');
  });

  it('tries the preferred types where capacity is short', async () => {
    const ec2 = fakeEc2([stopped('i-000000a1'), stopped('i-000000a2')]);
    ec2.refuse = ({ ids }) =>
      ids.some((id) => id === 'i-000000a1' && ec2.instances.get(id)?.instanceType !== 't3.large')
        ? { code: 'InsufficientInstanceCapacity' }
        : undefined;
    const settings = { tags: { AutoStart: 'yes' }, preferredInstanceTypes: ['t3.small', 't3.large'] };

    expect(await run(ec2, settings)).toMatchObject({ kind: 'succeeded', figures: { instancesStarted: 2 } });
    expect(ec2.instances.get('i-000000a1')).toMatchObject({ state: 'running', instanceType: 't3.large' });
    expect(ec2.instances.get('i-000000a2')?.instanceType).toBe('t3.micro');
  });

  it('gives an instance its own type back when no type has capacity', async () => {
    const ec2 = fakeEc2([stopped('i-000000a1')]);
    ec2.refuse = () => ({ code: 'InsufficientInstanceCapacity' });

    const result = await run(ec2, { tags: { AutoStart: 'yes' }, preferredInstanceTypes: ['t3.large'] });

    expect(result).toMatchObject({ kind: 'failed', code: 'InsufficientInstanceCapacity' });
    expect(ec2.instances.get('i-000000a1')?.instanceType).toBe('t3.micro');
  });

  it('may change types and use keys only where the settings say so', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/k';
    const actions = (settings: StartInstancesSettings) =>
      startInstancesDefinition.statements(settings, place).map((statement) => statement.actions);

    expect(actions({ tags: { A: 'x' } })).toEqual([['ec2:DescribeInstances'], ['ec2:StartInstances']]);
    expect(actions({ tags: { A: 'x' }, preferredInstanceTypes: ['t3.large'], kmsKeyArns: [key] })).toEqual([
      ['ec2:DescribeInstances'],
      ['ec2:StartInstances', 'ec2:ModifyInstanceAttribute'],
      ['kms:CreateGrant'],
    ]);
  });
});
