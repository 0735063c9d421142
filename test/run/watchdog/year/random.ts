import { seededNumbers } from '../../../fakes/seeded.ts';

/** A seeded source of chance: equal seeds, equal worlds. */
export interface Chance {
  readonly next: () => number;
  readonly between: (from: number, to: number) => number;
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Around 1, seldom below a half or above two. */
  readonly noise: () => number;
}

/** All of it from one seed. */
export function chanceOf(seed: number): Chance {
  const next = seededNumbers(seed);
  const between = (from: number, to: number) => from + next() * (to - from);
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    noise: () => Math.exp(0.2 * (next() + next() + next() + next() - 2) * Math.sqrt(3)),
  };
}
