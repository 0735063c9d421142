import { INSTANCES_PER_ROUND, planIsNeverLeft } from './plan-is-apply.ts';

const ROUNDS = 200;

describe('a plan', () => {
  it(`is never left, though state and time change under it (${ROUNDS * INSTANCES_PER_ROUND} instances)`, async () => {
    expect(await planIsNeverLeft(ROUNDS)).toBeGreaterThan(ROUNDS);
  });
});
