import fc from 'fast-check';
import { decideStop } from '../../../lib/tasks/stop-instances/decide.ts';
import type { StopInstancesSettings } from '../../../lib/tasks/stop-instances/definition.ts';
import { occasionOf } from '../../../lib/tasks/stop-instances/occasion.ts';
import { stopInstancesTask } from '../../../lib/tasks/stop-instances/task.ts';
import { collect, stream, taskContext } from '../../fakes/context.ts';
import { fakeEc2, fakeInstance } from '../../fakes/ec2.ts';
import { planOf } from '../../model/off-hours/plan.ts';

/** Instances of one round; each is a case. */
export const INSTANCES_PER_ROUND = 50;

const schedules = { office: planOf({ running: ['Mon-Fri 07:00-19:00'] }), parked: planOf({ running: [] }) };
const everySettings: readonly StopInstancesSettings[] = [
  { tags: { AutoStop: 'true' } },
  { bySchedule: { tags: ['nightshift', 'cloud-custodian'], enforce: true } },
  { tags: { AutoStop: 'true' }, bySchedule: { tags: ['nightshift'], fallback: 'office' } },
];
const id = (index: number) => `i-${String(index).padStart(8, '0')}`;
const fields = fc.record({
  state: fc.constantFrom('running' as const, 'running' as const, 'stopped' as const, 'pending' as const),
  launchedAt: fc.constantFrom('2026-11-20T06:00:00.000Z', '2026-11-21T06:00:00.000Z'),
  tags: fc.constantFrom<Record<string, string>>(
    { AutoStop: 'true' },
    { AutoStop: 'true', 'nightshift:opt-out': '' },
    { AutoStop: 'true', 'nightshift:schedule': 'office' },
    { AutoStop: 'true', 'nightshift:schedule': 'parked', 'nightshift:keep-until': '2026-11-21T10:00Z' },
    { 'nightshift:schedule': 'nonsense' },
    { MAID_offhours: 'off=(M-U,5);on=(M-F,20);tz=utc' },
    { AutoStop: 'no' },
    {},
  ),
});
const fleet = fc.array(fields, { minLength: INSTANCES_PER_ROUND, maxLength: INSTANCES_PER_ROUND });
/** A Saturday morning: when the plan was made, and when it is done. */
const hour = fc.constantFrom('2026-11-21T08:00:00Z', '2026-11-21T11:00:00Z', '2026-11-23T09:00:00Z');

/** Holds that what is done was planned and is still due, whatever changes in between; answers how often something was done. */
export async function planIsNeverLeft(rounds: number): Promise<number> {
  let acted = 0;
  const round = async (change: {
    before: readonly Fields[];
    after: readonly Fields[];
    seed: number;
    settings: StopInstancesSettings;
    applied: string;
  }) => {
    acted += await actAfterChange(change);
  };
  const property = fc.asyncProperty(
    fc.record({
      before: fleet,
      after: fleet,
      seed: fc.nat(),
      settings: fc.constantFrom(...everySettings),
      applied: hour,
    }),
    round,
  );
  await fc.assert(property, { numRuns: rounds });
  return acted;
}

type Fields = Parameters<typeof fakeInstance>[0] extends infer Whole ? Omit<Whole, 'id'> : never;

async function actAfterChange(change: {
  readonly before: readonly Fields[];
  readonly after: readonly Fields[];
  readonly seed: number;
  readonly settings: StopInstancesSettings;
  readonly applied: string;
}): Promise<number> {
  const { before, after, seed, settings, applied } = change;
  const ec2 = fakeEc2(before.map((given, index) => fakeInstance({ id: id(index), ...given })));
  const items = await collect(stopInstancesTask.plan(taskContext({ settings, schedules, ports: ec2 })));
  for (const [index, given] of after.entries()) {
    if ((index + seed) % 3 === 0) ec2.instances.set(id(index), fakeInstance({ id: id(index), ...given }));
  }
  const current = new Map(ec2.instances);
  const later = taskContext({ settings, schedules, ports: ec2, slot: applied });
  const occasion = await occasionOf(later);

  await stopInstancesTask.apply(stream(items), later);

  const planned = new Set(items.flatMap((item) => (item.kind === 'act' ? [item.instance.id] : [])));
  const touched = ec2.calls.flatMap(({ ids }) => ids);
  for (const one of touched) {
    const instance = current.get(one);
    const isDue = instance !== undefined && decideStop(instance, occasion)?.kind === 'act';
    if (!planned.has(one) || !isDue)
      throw new Error(`${one} was stopped, which was not planned or is not due`);
  }
  return touched.length;
}
