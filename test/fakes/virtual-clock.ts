import { setImmediate } from 'node:timers/promises';

export interface VirtualClock {
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Runs work that shares this clock until all of it is over; pauses pass in order and take no time. */
  readonly run: <Result>(work: readonly (() => Promise<Result>)[]) => Promise<readonly Result[]>;
}

interface Waiting {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that stands still but for pauses. */
export function virtualClock(start: string): VirtualClock {
  let nowMs = Date.parse(start);
  const waiting: Waiting[] = [];
  return {
    now: () => new Date(nowMs),
    pause: (milliseconds) =>
      new Promise((wake) => {
        waiting.push({ atMs: nowMs + milliseconds, wake });
        waiting.sort((a, b) => a.atMs - b.atMs);
      }),
    run: async (work) => {
      let open = work.length;
      const results = Promise.all(
        work.map((one) =>
          one().finally(() => {
            open -= 1;
          }),
        ),
      );
      while (open > 0) {
        // Everything that can go on without time passing does so first.
        await setImmediate();
        const next = waiting.shift();
        if (next === undefined) continue;
        nowMs = next.atMs;
        next.wake();
      }
      return results;
    },
  };
}
