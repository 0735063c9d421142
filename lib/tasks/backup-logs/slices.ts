import type { BackupItem } from './items.ts';

/** A stretch of keys with about a thousand copies to make, small enough for any function. */
export interface Slice {
  /** From 1. */
  readonly number: number;
  /** Where its run keeps the slices and their results, below the job's prefix of the state bucket. */
  readonly folder: string;
  /** The run's slot, ISO. */
  readonly slot: string;
  /** The listed prefix that the keys lie below, relative to source and destination. */
  readonly prefix: string;
  /** The keys are behind this one, which is empty for the first, up to and with the last. */
  readonly after: string;
  readonly upTo: string;
}

export const COPIES_PER_SLICE = 1_000;
/** Copies that one function makes in a few minutes: for fewer of them no machinery is set going. */
export const DEFAULT_DISTRIBUTE_ABOVE = 10_000;
/** All slices of a run must be done by then. */
export const SLICES_WITHIN_SECONDS = 6 * 60 * 60;
export const DEFAULT_SLICES_AT_ONCE = 16;
export const DEFAULT_TOLERATED_PERCENT = 5;

/**
 * Cuts what a plan would copy into slices. `prefixes` are those that the plan lists, in its order. A slice ends with its
 * last copy: what lies between two slices needs none.
 */
export async function* cutSlices(
  items: AsyncIterable<BackupItem>,
  { prefixes, ...run }: { readonly prefixes: readonly string[] } & Pick<Slice, 'folder' | 'slot'>,
): AsyncIterable<Slice> {
  let [number, place, copies] = [0, 0, 0];
  let [after, upTo] = ['', ''];
  const slice = (): Slice => {
    number += 1;
    return { number, ...run, prefix: prefixes[place] ?? '', after, upTo };
  };
  for await (const item of items) {
    if (item.kind !== 'copy') continue;
    if (!item.key.startsWith(prefixes[place] ?? '')) {
      if (copies > 0) yield slice();
      place = findPrefix(item.key, { prefixes, from: place + 1 });
      [copies, after] = [0, ''];
    }
    copies += 1;
    upTo = item.key;
    if (copies < COPIES_PER_SLICE) continue;
    yield slice();
    [copies, after] = [0, upTo];
  }
  if (copies > 0) yield slice();
}

function findPrefix(
  key: string,
  { prefixes, from }: { readonly prefixes: readonly string[]; readonly from: number },
): number {
  const found = prefixes.findIndex((prefix, index) => index >= from && key.startsWith(prefix));
  if (found === -1) throw new TypeError('a planned key lies below none of the listed prefixes');
  return found;
}

export function manifestKey(folder: string): string {
  return `${folder}/manifest.jsonl`;
}

export function resultKey({ folder, number }: Pick<Slice, 'folder' | 'number'>): string {
  return `${folder}/results/${String(number).padStart(6, '0')}.json`;
}

/** Reads a manifest's line, as the state machine hands it on. Throws TypeError where it is none. */
export function readSlice(value: unknown): Slice {
  const fields = new Map<string, unknown>(
    Object.entries(typeof value === 'object' && value !== null ? value : {}),
  );
  const text = (name: string): string => {
    const found = fields.get(name);
    if (typeof found !== 'string') throw new TypeError(`the slice has no "${name}"`);
    return found;
  };
  const number = fields.get('number');
  if (typeof number !== 'number') throw new TypeError('the slice has no "number"');
  return {
    number,
    folder: text('folder'),
    slot: text('slot'),
    prefix: text('prefix'),
    after: text('after'),
    upTo: text('upTo'),
  };
}
