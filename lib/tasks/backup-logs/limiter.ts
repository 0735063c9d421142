import { isThrottle } from './transient.ts';

/** Lets at most so many calls run at once; the number follows what the service bears. */
export interface Limiter {
  readonly run: <T>(call: () => Promise<T>) => Promise<T>;
  readonly limit: () => number;
}

interface Flow {
  limit: number;
  running: number;
  /** Successes since the limit last changed. */
  successes: number;
  /** Counts the halvings: a refusal of a call from before the last one says nothing new. */
  epoch: number;
  hasBeenRefused: boolean;
  readonly max: number;
  readonly waiting: (() => void)[];
}

/**
 * Starts at `start`, doubles after each round of successes until the first refusal (503, SlowDown), then grows by one a
 * round; a refusal halves it, once per round trip. Never above `max`, never below 1.
 */
export function makeLimiter({ max, start = 16 }: { readonly max: number; readonly start?: number }): Limiter {
  const limit = Math.max(1, Math.min(max, start));
  const flow: Flow = { limit, running: 0, successes: 0, epoch: 0, hasBeenRefused: false, max, waiting: [] };
  return { run: (call) => run(flow, call), limit: () => flow.limit };
}

async function run<T>(flow: Flow, call: () => Promise<T>): Promise<T> {
  if (flow.running >= flow.limit) await new Promise<void>((resolve) => flow.waiting.push(resolve));
  else flow.running += 1;
  const { epoch } = flow;
  try {
    const result = await call();
    grow(flow);
    return result;
  } catch (error) {
    if (isThrottle(error) && epoch === flow.epoch) halve(flow);
    throw error;
  } finally {
    flow.running -= 1;
    wake(flow);
  }
}

/** A woken call has its place already, so that no newcomer can take it. */
function wake(flow: Flow): void {
  while (flow.running < flow.limit) {
    const next = flow.waiting.shift();
    if (next === undefined) return;
    flow.running += 1;
    next();
  }
}

function grow(flow: Flow): void {
  flow.successes += 1;
  if (flow.limit >= flow.max || flow.successes < flow.limit) return;
  flow.successes = 0;
  flow.limit = Math.min(flow.max, flow.hasBeenRefused ? flow.limit + 1 : flow.limit * 2);
}

function halve(flow: Flow): void {
  flow.limit = Math.max(1, Math.floor(flow.limit / 2));
  flow.successes = 0;
  flow.epoch += 1;
  flow.hasBeenRefused = true;
}
