interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until what is due has been done, and then jumps. */
export interface Timeline {
  readonly nowMs: () => number;
  readonly at: (atMs: number, run: () => void) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Does everything in the order of its time until nothing is left. */
  readonly runAll: () => Promise<void>;
}

/**
 * Begins at the given time. What is due at the same time happens in the order in which it was asked for. While
 * `isBusy`, something real is waited for, and the clock stands still.
 */
export function makeTimeline(startMs: number, isBusy: () => boolean = () => false): Timeline {
  const heap: Entry[] = [];
  let nowMs = startMs;
  let order = 0;
  const at = (atMs: number, run: () => void) => {
    order += 1;
    push(heap, { atMs: Math.max(atMs, nowMs), order, run });
  };
  return {
    nowMs: () => nowMs,
    at,
    sleep: (ms) => new Promise((resolve) => at(nowMs + ms, resolve)),
    runAll: async () => {
      for (let entry = pop(heap); entry !== undefined; entry = pop(heap)) {
        nowMs = entry.atMs;
        entry.run();
        // Everything that follows without waiting happens before the next entry.
        do await new Promise<void>((resolve) => setImmediate(resolve));
        while (isBusy());
      }
    },
  };
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.length;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = 2 * index + (isRight ? 2 : 1);
  }
  heap[index] = last;
  return first;
}
