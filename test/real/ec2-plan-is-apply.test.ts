import { INSTANCES_PER_ROUND, planIsNeverLeft } from '../tasks/stop-instances/plan-is-apply.ts';

const ROUNDS = 2_000;

test(`no call outside of the plan in ${ROUNDS * INSTANCES_PER_ROUND} cases of state, tags and time that change under it`, async () => {
  expect(await planIsNeverLeft(ROUNDS)).toBeGreaterThan(ROUNDS);
}, 300_000);
