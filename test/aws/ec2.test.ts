import {
  DescribeInstancesCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { startInstancesPorts, stopInstancesPorts } from '../../lib/aws/ec2.ts';
import { collect } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';

const ec2 = mockClient(EC2Client);
beforeEach(() => ec2.reset());

const running = (id: string) => ({ InstanceId: id, State: { Name: 'running' as const } });

describe('findInstances', () => {
  it('follows NextToken and returns our nouns', async () => {
    const instance = {
      ...running('i-1'),
      LaunchTime: new Date('2026-11-20T06:00:00Z'),
      Tags: [{ Key: 'AutoStop', Value: 'true' }],
      InstanceType: 't3.micro' as const,
      InstanceLifecycle: 'spot' as const,
      HibernationOptions: { Configured: true },
      StateReason: { Code: 'Server.X', Message: 'gone' },
    };
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ Reservations: [{ Instances: [instance] }], NextToken: 't' })
      .resolvesOnce({ Reservations: [{ Instances: [running('i-2')] }] });

    const found = await collect(
      stopInstancesPorts(fakeSession).findInstances({ tags: { AutoStop: 'true' } }),
    );

    expect(found[0]).toEqual({
      id: 'i-1',
      state: 'running',
      launchedAt: '2026-11-20T06:00:00.000Z',
      tags: { AutoStop: 'true' },
      instanceType: 't3.micro',
      market: 'spot',
      rootDevice: 'ebs',
      canHibernate: true,
      stateReason: 'Server.X: gone',
    });
    expect(found.map(({ id }) => id)).toEqual(['i-1', 'i-2']);
    const [first, second] = ec2.commandCalls(DescribeInstancesCommand).map(({ args }) => args[0].input);
    expect(first?.Filters).toEqual([{ Name: 'tag:AutoStop', Values: ['true'] }]);
    expect(second?.NextToken).toBe('t');
  });

  it('asks for many ids in steps of 200 filter values', async () => {
    ec2.on(DescribeInstancesCommand).resolves({});
    const instanceIds = Array.from({ length: 450 }, (_, index) => `i-${index}`);

    await collect(
      stopInstancesPorts(fakeSession).findInstances({ instanceIds, filters: { 'vpc-id': 'vpc-1' } }),
    );

    const asked = ec2.commandCalls(DescribeInstancesCommand).map(({ args }) => args[0].input.Filters ?? []);
    expect(asked.map((filters) => filters.at(-1)?.Values?.length)).toEqual([199, 199, 52]);
    expect(asked.every(([filter]) => filter?.Name === 'vpc-id')).toBe(true);
  });
});

describe('a rehearsal', () => {
  it('is a DryRun, and allowed where EC2 says DryRunOperation', async () => {
    const allowed = Object.assign(new Error('Request would have succeeded'), { name: 'DryRunOperation' });
    ec2.on(StopInstancesCommand).rejects(allowed);
    ec2.on(StartInstancesCommand).rejects(Object.assign(new Error('no'), { name: 'UnauthorizedOperation' }));

    await stopInstancesPorts(fakeSession).stopInstances({ ids: ['i-1'], hibernate: false, rehearse: true });
    const start = startInstancesPorts(fakeSession).startInstances({ ids: ['i-1'], rehearse: true });

    await expect(start).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    expect(ec2.commandCalls(StopInstancesCommand)[0]?.args[0].input).toEqual({
      InstanceIds: ['i-1'],
      DryRun: true,
    });
  });
});

describe('stop and start', () => {
  it('send exactly the given ids', async () => {
    ec2.on(StopInstancesCommand).resolves({});
    ec2.on(StartInstancesCommand).resolves({});

    await stopInstancesPorts(fakeSession).stopInstances({ ids: ['i-1'], hibernate: true, rehearse: false });
    await startInstancesPorts(fakeSession).startInstances({ ids: ['i-2'], rehearse: false });

    expect(ec2.commandCalls(StopInstancesCommand)[0]?.args[0].input).toEqual({
      InstanceIds: ['i-1'],
      Hibernate: true,
    });
    expect(ec2.commandCalls(StartInstancesCommand)[0]?.args[0].input).toEqual({ InstanceIds: ['i-2'] });
  });

  it("throw EC2's own code", async () => {
    const refusal = Object.assign(new Error('not now'), { name: 'IncorrectInstanceState' });
    ec2.on(StopInstancesCommand).rejects(refusal);

    const stop = stopInstancesPorts(fakeSession).stopInstances({
      ids: ['i-1'],
      hibernate: false,
      rehearse: false,
    });

    await expect(stop).rejects.toMatchObject({
      code: 'IncorrectInstanceState',
      message: 'cannot stop instance "i-1": not now',
    });
  });
});
