import { createHash, type Hash } from 'node:crypto';
import { formatLine } from './manifest.ts';
import type { Pair } from './merge.ts';

/** The root hash that a manifest of this day would have, as its copies were listed, nothing left to copy. */
export interface DayHash {
  readonly day: string;
  readonly rootHash: string;
}

/** Hashes what a plan lists of the destination, day by day. */
export interface DayHashes {
  /** What comes belongs to this day. `isFromStart` is false where a part of it was listed by an earlier invocation. */
  readonly open: (day: string, isFromStart: boolean) => void;
  readonly add: (pair: Pair, isSame: boolean) => void;
  /** The days that were listed whole and need no copy. */
  readonly whole: () => readonly DayHash[];
}

interface OpenDay {
  readonly hash: Hash;
  isWhole: boolean;
}

export function hashDays(): DayHashes {
  const days = new Map<string, OpenDay>();
  let current: OpenDay | undefined;
  return {
    open: (day, isFromStart) => {
      current = days.get(day) ?? { hash: createHash('sha256'), isWhole: true };
      current.isWhole &&= isFromStart;
      days.set(day, current);
    },
    add: (pair, isSame) => {
      if (current === undefined || !current.isWhole) return;
      if (!isSame) current.isWhole = false;
      else if (pair.kind !== 'source-only')
        current.hash.update(formatLine({ ...pair.destination, key: pair.key }));
    },
    whole: () =>
      [...days].flatMap(([day, { hash, isWhole }]) =>
        isWhole ? [{ day, rootHash: hash.copy().digest('hex') }] : [],
      ),
  };
}
