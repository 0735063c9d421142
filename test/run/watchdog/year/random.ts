/** A seeded source of chance: equal seeds, equal worlds. */
export interface Chance {
  readonly next: () => number;
  readonly between: (from: number, to: number) => number;
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Around 1, seldom below a half or above two. */
  readonly noise: () => number;
}

/** Mulberry32: small, and good enough for weather. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + next() * (to - from);
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    noise: () => Math.exp(0.2 * (next() + next() + next() + next() - 2) * Math.sqrt(3)),
  };
}
