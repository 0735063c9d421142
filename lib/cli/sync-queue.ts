import type { BackupItem } from '../tasks/backup-logs/items.ts';

/** What is known of the plan so far. */
export interface Planned {
  readonly objects: number;
  readonly bytes: number;
  /** The plan has come to its end, so that the numbers are final. */
  readonly isComplete: boolean;
}

export interface SyncQueue {
  readonly items: AsyncIterable<BackupItem>;
  readonly planned: () => Planned;
  /** The next keys that were not begun, up to so many, after the items were given up. */
  readonly left: (most: number) => Promise<readonly string[]>;
}

interface State {
  readonly source: AsyncIterator<BackupItem>;
  readonly ahead: number;
  readonly planned: { -readonly [Name in keyof Planned]: Planned[Name] };
  /** Items read ahead, from `first` on; taking from the front of a long array would be slow. */
  waiting: BackupItem[];
  first: number;
  pulling: Promise<void> | undefined;
  failure: { readonly reason: unknown } | undefined;
}

/**
 * Passes a plan through, reading ahead up to `ahead` items so that a progress display knows how much is to come. What
 * was not taken stays here and can be named. A plan that throws does so after its items.
 */
export function queueItems(plan: AsyncIterable<BackupItem>, ahead: number): SyncQueue {
  const state: State = {
    source: plan[Symbol.asyncIterator](),
    ahead,
    planned: { objects: 0, bytes: 0, isComplete: false },
    waiting: [],
    first: 0,
    pulling: undefined,
    failure: undefined,
  };
  return { items: takeAll(state), planned: () => state.planned, left: (most) => nameLeft(state, most) };
}

async function* takeAll(state: State): AsyncIterable<BackupItem> {
  for (;;) {
    const item = takeOne(state);
    if (item === undefined && state.failure !== undefined) throw state.failure.reason;
    if (item === undefined && state.planned.isComplete) return;
    if (item === undefined) await pull(state);
    else {
      if (isRoomy(state)) void pull(state);
      yield item;
    }
  }
}

function takeOne(state: State): BackupItem | undefined {
  const item = state.waiting[state.first];
  if (item === undefined) return undefined;
  state.first += 1;
  if (state.first > 1_000 && state.first * 2 > state.waiting.length) {
    state.waiting = state.waiting.slice(state.first);
    state.first = 0;
  }
  return item;
}

/** Reads until there is no more room; never rejects. Resolves as soon as one item more is there, or the end. */
function pull(state: State): Promise<void> {
  state.pulling ??= pullOne(state).then(() => {
    state.pulling = undefined;
    if (isRoomy(state)) void pull(state);
  });
  return state.pulling;
}

function isRoomy(state: State): boolean {
  const isOpen = !state.planned.isComplete && state.failure === undefined;
  return isOpen && state.waiting.length - state.first < state.ahead;
}

async function pullOne(state: State): Promise<void> {
  try {
    const next = await state.source.next();
    if (next.done === true) {
      state.planned.isComplete = true;
      return;
    }
    state.waiting.push(next.value);
    if (next.value.kind !== 'copy') return;
    state.planned.objects += 1;
    state.planned.bytes += next.value.sizeBytes;
  } catch (reason) {
    state.failure = { reason };
  }
}

async function nameLeft(state: State, most: number): Promise<readonly string[]> {
  while (
    state.waiting.length - state.first < most &&
    !state.planned.isComplete &&
    state.failure === undefined
  )
    await pull(state);
  const keys = state.waiting.slice(state.first).flatMap((item) => (item.kind === 'copy' ? [item.key] : []));
  return keys.slice(0, most);
}
