import { ServiceError } from '../../../lib/model/errors.ts';
import {
  type StopInstancesSettings,
  stopInstancesDefinition,
} from '../../../lib/tasks/stop-instances/definition.ts';
import { targetName } from '../../../lib/tasks/stop-instances/target.ts';
import { stopInstancesTask } from '../../../lib/tasks/stop-instances/task.ts';
import { collect, taskContext } from '../../fakes/context.ts';
import { type FakeEc2, fakeEc2, fakeInstance } from '../../fakes/ec2.ts';
import { schemaMistakes } from '../../fakes/schema.ts';

const tags = { AutoStop: 'true' };
const far = { roleArn: 'arn:aws:iam::444455556666:role/stopper', region: 'us-east-1', externalId: 'x1' };
const near = { region: 'eu-west-1' };
const settings: StopInstancesSettings = { tags, targets: [near, far] };

function world(places: Record<string, FakeEc2 | ServiceError>): FakeEc2 {
  const home = fakeEc2([]);
  home.forTarget = (target) => {
    const place = places[targetName(target)];
    if (place === undefined) throw new Error(targetName(target));
    if (!(place instanceof ServiceError)) return place;
    const broken = fakeEc2([]);
    return {
      ...broken,
      findInstances: async function* () {
        yield* broken.findInstances({});
        throw place;
      },
    };
  };
  return home;
}

async function run(home: FakeEc2, given: StopInstancesSettings = settings) {
  const context = taskContext({ settings: given, ports: home });
  const items = await collect(stopInstancesTask.plan(context));
  const lines = items.map(stopInstancesTask.describe);
  async function* again() {
    yield* items;
  }
  return { lines, result: await stopInstancesTask.apply(again(), context) };
}

describe('targets', () => {
  it('are worked on with their own ports, and counted for themselves', async () => {
    const west = fakeEc2([fakeInstance({ id: 'i-000000a1', tags })]);
    const east = fakeEc2([
      fakeInstance({ id: 'i-000000b1', tags }),
      fakeInstance({ id: 'i-000000b2', tags }),
    ]);

    const { lines, result } = await run(world({ 'own/eu-west-1': west, '444455556666/us-east-1': east }));

    expect(lines[0]).toMatch(/^own\/eu-west-1 i-000000a1: stop, /);
    expect(west.calls).toEqual([{ operation: 'stop', ids: ['i-000000a1'] }]);
    expect(east.calls).toEqual([{ operation: 'stop', ids: ['i-000000b1', 'i-000000b2'] }]);
    expect(result).toMatchObject({
      kind: 'succeeded',
      figures: {
        instancesStopped: 3,
        'instancesStopped.own/eu-west-1': 1,
        'instancesStopped.444455556666/us-east-1': 2,
        'instancesFailed.444455556666/us-east-1': 0,
      },
    });
  });

  it('fail for themselves', async () => {
    const west = fakeEc2([fakeInstance({ id: 'i-000000a1', tags })]);
    const denied = new ServiceError({
      code: 'AccessDenied',
      message: 'cannot take on role',
      service: 'sts',
      operation: 'AssumeRole',
    });

    const { lines, result } = await run(world({ 'own/eu-west-1': west, '444455556666/us-east-1': denied }));

    expect(lines[1]).toBe('444455556666/us-east-1: AccessDenied, cannot take on role');
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'AccessDenied',
      figures: { instancesFound: 1, instancesStopped: 1 },
    });
  });

  it('miss a named id only together', async () => {
    const west = fakeEc2([fakeInstance({ id: 'i-000000a1' })]);
    const given = { targets: [near, far], instanceIds: ['i-000000a1', 'i-0000dead'] };

    const { result } = await run(
      world({ 'own/eu-west-1': west, '444455556666/us-east-1': fakeEc2([]) }),
      given,
    );

    expect(result).toMatchObject({ kind: 'failed', figures: { instancesStopped: 1, instancesFailed: 1 } });
  });

  it('are each named once', () => {
    const twice = { ...far, externalId: 'other' };

    expect(stopInstancesDefinition.check?.({ tags, targets: [far, twice] })).toMatchObject([
      { path: ['targets', 1] },
    ]);
  });

  it('give the role its actions in each own Region, and exactly the roles of the others', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

    const statements = stopInstancesDefinition.statements(
      { tags, targets: [near, far, { region: 'eu-central-1' }] },
      place,
    );

    expect(schemaMistakes(stopInstancesDefinition, settings)).toEqual([]);
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['ec2:DescribeInstances'], ['*']],
      [['ec2:StopInstances'], ['arn:aws:ec2:eu-west-1:111122223333:instance/*']],
      [['ec2:StopInstances'], ['arn:aws:ec2:eu-central-1:111122223333:instance/*']],
      [['sts:AssumeRole'], [far.roleArn]],
    ]);
  });
});
