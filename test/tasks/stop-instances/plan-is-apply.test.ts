import fc from 'fast-check';
import { decideStop } from '../../../lib/tasks/stop-instances/decide.ts';
import { stopInstancesTask } from '../../../lib/tasks/stop-instances/task.ts';
import { collect, stream, taskContext } from '../../fakes/context.ts';
import { fakeEc2, fakeInstance } from '../../fakes/ec2.ts';

const RUNS = 200;
const INSTANCES_PER_RUN = 50;

const id = (index: number) => `i-${String(index).padStart(8, '0')}`;
const fields = fc.record({
  state: fc.constantFrom('running' as const, 'running' as const, 'stopped' as const, 'pending' as const),
  launchedAt: fc.constantFrom('2026-11-20T06:00:00.000Z', '2026-11-21T06:00:00.000Z'),
  tags: fc.constantFrom<Record<string, string>>(
    { AutoStop: 'true' },
    { AutoStop: 'true', 'nightshift:opt-out': '' },
    { AutoStop: 'no' },
    {},
  ),
});
const fleet = fc.array(fields, { minLength: INSTANCES_PER_RUN, maxLength: INSTANCES_PER_RUN });

describe('a plan', () => {
  it(`is never left, though state changes under it (${RUNS * INSTANCES_PER_RUN} instances)`, async () => {
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(fleet, fleet, fc.nat(), async (before, after, seed) => {
        const ec2 = fakeEc2(before.map((given, index) => fakeInstance({ id: id(index), ...given })));
        const context = taskContext({ settings: { tags: { AutoStop: 'true' } }, ports: ec2 });
        const items = await collect(stopInstancesTask.plan(context));
        for (const [index, given] of after.entries()) {
          if ((index + seed) % 3 === 0)
            ec2.instances.set(id(index), fakeInstance({ id: id(index), ...given }));
        }
        const current = new Map(ec2.instances);

        await stopInstancesTask.apply(stream(items), context);

        const planned = new Set(items.flatMap((item) => (item.kind === 'act' ? [item.instance.id] : [])));
        for (const touched of ec2.calls.flatMap(({ ids }) => ids)) {
          const instance = current.get(touched);
          expect(planned.has(touched)).toBe(true);
          expect(
            instance && decideStop(instance, { settings: context.settings, at: context.now() })?.kind,
          ).toBe('act');
          acted += 1;
        }
      }),
      { numRuns: RUNS },
    );
    expect(acted).toBeGreaterThan(RUNS);
  }, 60_000);
});
