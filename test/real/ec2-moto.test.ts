import {
  CreateTagsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { jest } from '@jest/globals';
import { startInstancesPorts, stopInstancesPorts } from '../../lib/aws/ec2.ts';
import { startInstancesTask } from '../../lib/tasks/start-instances/task.ts';
import { askDividing } from '../../lib/tasks/stop-instances/ask.ts';
import type { StopInstancesSettings } from '../../lib/tasks/stop-instances/definition.ts';
import { stopInstancesTask } from '../../lib/tasks/stop-instances/task.ts';
import { collect, stream, taskContext } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';
import { planOf } from '../model/off-hours/plan.ts';
import { type MotoServer, motoMissing, startMoto } from './moto-server.ts';

jest.setTimeout(120_000);
const missing = motoMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);
const suite = missing === undefined ? describe : describe.skip;

suite(`EC2 as moto plays it${missing === undefined ? '' : ` (${missing})`}`, () => {
  let moto: MotoServer;
  let client: EC2Client;
  let ids: string[] = [];
  const tags = { AutoStop: 'true' };
  const ports = () => stopInstancesPorts(fakeSession, { endpoint: moto.endpoint });
  const context = (settings: StopInstancesSettings) => taskContext({ settings, ports: ports() });

  async function run(settings: StopInstancesSettings) {
    const at = context(settings);
    return stopInstancesTask.apply(stopInstancesTask.plan(at), at);
  }

  async function states() {
    const found = await collect(ports().findInstances({ instanceIds: ids }));
    return ids.map((id) => found.find((instance) => instance.id === id)?.state);
  }

  beforeAll(async () => {
    moto = await startMoto();
    const credentials = await fakeSession.credentials();
    client = new EC2Client({ region: fakeSession.region, credentials, endpoint: moto.endpoint });
  });

  afterAll(() => moto.stop());

  beforeEach(async () => {
    await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' });
    const started = await client.send(
      new RunInstancesCommand({
        ImageId: 'ami-12345678',
        InstanceType: 't3.micro',
        MinCount: 3,
        MaxCount: 3,
      }),
    );
    ids = (started.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);
    await client.send(
      new CreateTagsCommand({ Resources: ids.slice(0, 2), Tags: [{ Key: 'AutoStop', Value: 'true' }] }),
    );
  });

  it('rehearses by DryRun, and everything goes on running', async () => {
    const result = await run({ tags, mode: 'rehearse' });

    expect(result).toMatchObject({
      kind: 'nothing-to-do',
      figures: { instancesFound: 2, instancesSkipped: 2 },
    });
    expect(result.details?.[0]).toContain('rehearsed: EC2 would allow it');
    expect(await states()).toEqual(['running', 'running', 'running']);
  });

  it('stops what carries the tag and waits until it is stopped', async () => {
    expect(await run({ tags })).toMatchObject({ kind: 'succeeded', figures: { instancesStopped: 2 } });
    expect(await states()).toEqual(['stopped', 'stopped', 'running']);
  });

  it('stops the others when one id does not exist', async () => {
    const result = await run({ instanceIds: [...ids, 'i-0123456789abcdef0'] });

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'InvalidInstanceID.NotFound',
      figures: { instancesStopped: 3 },
    });
  });

  it('isolates an id that vanished, by the message of EC2', async () => {
    const asked: (readonly string[])[] = [];
    const stop = async (some: readonly string[]) => {
      asked.push(some);
      await ports().stopInstances({ ids: some, hibernate: false, rehearse: false });
    };
    const clock = { remainingMs: () => 900_000, pause: ports().pause };

    const { accepted, refused } = await askDividing([...ids, 'i-0123456789abcdef0'], stop, clock);

    expect(accepted.toSorted()).toEqual(ids.toSorted());
    expect(refused).toMatchObject([{ id: 'i-0123456789abcdef0', code: 'InvalidInstanceID.NotFound' }]);
    expect(asked).toHaveLength(3);
  });

  it('leaves a terminated instance alone, and a drifted one', async () => {
    const at = context({ tags });
    const items = await collect(stopInstancesTask.plan(at));
    await client.send(new TerminateInstancesCommand({ InstanceIds: ids.slice(0, 1) }));

    const result = await stopInstancesTask.apply(stream(items), at);

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'InstanceDrifted',
      figures: { instancesStopped: 1 },
    });
    expect(await states()).toEqual(['terminated', 'stopped', 'running']);
  });

  it('stops by each own tag, and leaves alone what a person stopped since its schedule changed', async () => {
    const tag = (id: string, Key: string, Value: string) =>
      client.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key, Value }] }));
    const [first = '', second = '', third = ''] = ids;
    const changedMinuteAgo = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000)
      .toISOString()
      .slice(11, 16);
    await tag(first, 'nightshift:schedule', 'parked');
    await tag(second, 'nightshift:schedule', `daily ${changedMinuteAgo}-24:00 + daily 00:00-00:01`);
    await tag(third, 'Maid_OffHours', 'off=(M-U,0);on=(M-U,0);tz=nowhere');
    const schedules = { parked: planOf({ running: [] }) };
    const bySchedule: StopInstancesSettings['bySchedule'] = { tags: ['nightshift', 'cloud-custodian'] };
    const at = { settings: { bySchedule }, schedules, slot: new Date().toISOString() };

    const stopping = taskContext({ ...at, ports: ports() });
    const stopped = await stopInstancesTask.apply(stopInstancesTask.plan(stopping), stopping);

    expect(await states()).toEqual(['stopped', 'running', 'running']);
    expect(stopped).toMatchObject({ kind: 'succeeded', figures: { instancesStopped: 1, tagsUnreadable: 1 } });
    expect(stopped.reason).toContain(
      `(${third}: tag "Maid_OffHours", character 24: unknown time zone "Nowhere"`,
    );

    await ports().stopInstances({ ids: [second], hibernate: false, rehearse: false });
    const starting = taskContext({
      ...at,
      ports: startInstancesPorts(fakeSession, { endpoint: moto.endpoint }),
    });
    const started = await startInstancesTask.apply(startInstancesTask.plan(starting), starting);

    expect(started.details?.find((line) => line.startsWith(second))).toMatch(
      /skipped, was stopped at .*, after its schedule's change at/,
    );
    expect(await states()).toEqual(['stopped', 'stopped', 'running']);
  });

  it('starts what was stopped', async () => {
    await run({ tags });
    const starting = taskContext({
      settings: { tags },
      ports: startInstancesPorts(fakeSession, { endpoint: moto.endpoint }),
    });

    const result = await startInstancesTask.apply(startInstancesTask.plan(starting), starting);

    expect(result).toMatchObject({ kind: 'succeeded', figures: { instancesStarted: 2 } });
    expect(await states()).toEqual(['running', 'running', 'running']);
  });
});
