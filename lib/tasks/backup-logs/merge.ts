import { compareKeys } from './key-order.ts';
import type { ListedObject } from './ports.ts';

/** Where a key was found. `key` is relative to both prefixes. */
export type Pair =
  | { readonly kind: 'source-only'; readonly key: string; readonly source: ListedObject }
  | {
      readonly kind: 'both';
      readonly key: string;
      readonly source: ListedObject;
      readonly destination: ListedObject;
    }
  | { readonly kind: 'destination-only'; readonly key: string; readonly destination: ListedObject };

export interface Side {
  readonly pages: AsyncIterable<readonly ListedObject[]>;
  /** So many characters of each key are the prefix. */
  readonly prefixLength: number;
}

export interface MergeOptions {
  /** Stops as soon as the source has ended: what only the destination has does not matter. */
  readonly untilSourceEnds?: boolean;
}

/** Joins two listings in key order, batch by batch, holding one page of each. */
export async function* mergeListings(
  source: Side,
  destination: Side,
  options: MergeOptions = {},
): AsyncIterable<readonly Pair[]> {
  const left = openCursor(source);
  const right = openCursor(destination);
  try {
    await Promise.all([left.fill(), right.fill()]);
    while (left.current() !== undefined || right.current() !== undefined) {
      if (left.current() === undefined && options.untilSourceEnds === true) return;
      yield joinPages(left, right);
      await Promise.all([left.fill(), right.fill()]);
    }
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
}

/** Joins until the page of one side is used up. */
function joinPages(left: Cursor, right: Cursor): readonly Pair[] {
  const pairs: Pair[] = [];
  while (!left.isDrained() && !right.isDrained()) {
    const source = left.current();
    const destination = right.current();
    if (source === undefined && destination === undefined) break;
    pairs.push(joinOne(left, right));
  }
  return pairs;
}

function joinOne(left: Cursor, right: Cursor): Pair {
  const source = left.current();
  const destination = right.current();
  if (source !== undefined && destination !== undefined) {
    const order = compareKeys(source.key, destination.key);
    if (order === 0) {
      left.advance();
      right.advance();
      return { kind: 'both', key: source.key, source: source.object, destination: destination.object };
    }
    if (order < 0) return takeSource(left, source);
    return takeDestination(right, destination);
  }
  if (source !== undefined) return takeSource(left, source);
  if (destination !== undefined) return takeDestination(right, destination);
  throw new TypeError('joined two listings that have both ended');
}

function takeSource(cursor: Cursor, { key, object }: Entry): Pair {
  cursor.advance();
  return { kind: 'source-only', key, source: object };
}

function takeDestination(cursor: Cursor, { key, object }: Entry): Pair {
  cursor.advance();
  return { kind: 'destination-only', key, destination: object };
}

interface Entry {
  readonly key: string;
  readonly object: ListedObject;
}

interface Cursor {
  /** The entry that comes next, or undefined when the listing has ended. */
  readonly current: () => Entry | undefined;
  readonly advance: () => void;
  /** The page is used up and there may be another: `fill` must be awaited before going on. */
  readonly isDrained: () => boolean;
  readonly fill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function openCursor({ pages, prefixLength }: Side): Cursor {
  const iterator = pages[Symbol.asyncIterator]();
  let page: readonly ListedObject[] = [];
  let index = 0;
  let ended = false;
  let entry: Entry | undefined;
  const read = () => {
    const object = page[index];
    entry = object === undefined ? undefined : { key: object.key.slice(prefixLength), object };
  };
  return {
    current: () => entry,
    advance: () => {
      index += 1;
      read();
    },
    isDrained: () => !ended && entry === undefined,
    fill: async () => {
      while (!ended && entry === undefined) {
        const next = await iterator.next();
        ended = next.done === true;
        page = next.done === true ? [] : next.value;
        index = 0;
        read();
      }
    },
    close: async () => {
      await iterator.return?.();
    },
  };
}
