import { describe, expect, test } from '@jest/globals';
import { mutations } from './simulation/mutations.ts';
import { simulate } from './simulation/simulate.ts';

const SLOTS = 40;

test('every slot is done once or says why not, whatever crashes, is lost, late, doubled or throttled', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const { violations } = await simulate({ seed, slots: SLOTS });
    expect({ seed, violations }).toEqual({ seed, violations: [] });
  }
});

test('the same seed is the same story', async () => {
  expect(await simulate({ seed: 7, slots: SLOTS })).toEqual(await simulate({ seed: 7, slots: SLOTS }));
});

describe('the simulation finds', () => {
  test.each(Object.entries(mutations))('%s', async (_name, mutate) => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 30 && found.size === 0; seed += 1) {
      const faults = { slowRequest: 0.05, secondDelivery: 0.5 };
      const { violations } = await simulate({ seed, slots: SLOTS, mutate, faults });
      for (const violation of violations) found.add(violation);
    }

    expect([...found]).not.toEqual([]);
  });
});
