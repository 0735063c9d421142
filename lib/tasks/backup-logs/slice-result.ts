import type { JobState } from '../app-ports.ts';
import { resultKey, type Slice } from './slices.ts';
import { type Counts, NO_COUNTS } from './tally.ts';

/** What a slice came to, over all its attempts. */
export interface SliceResult {
  readonly number: number;
  readonly isDone: boolean;
  readonly counts: Counts;
  readonly details: readonly string[];
}

type State = Pick<JobState, 'get' | 'put'>;
const READ_AT_ONCE = 32;
const MAX_DETAILS = 100;

/** The result that a slice has so far; undefined before its first attempt has ended. */
export async function readSliceResult(
  state: State,
  slice: Pick<Slice, 'folder' | 'number'>,
): Promise<SliceResult | undefined> {
  const text = await state.get(resultKey(slice));
  if (text === undefined) return undefined;
  const result: SliceResult = JSON.parse(text);
  return result;
}

export async function writeSliceResult(state: State, slice: Slice, result: SliceResult): Promise<void> {
  await state.put(resultKey(slice), JSON.stringify(result));
}

export interface SlicesSum {
  readonly counts: Counts;
  readonly details: readonly string[];
  readonly slices: number;
  readonly slicesFailed: number;
}

/** What all slices of a run came to. One without a result, or with a failed one, counts as failed. */
export async function sumSlices(
  state: State,
  { folder, slices }: { readonly folder: string; readonly slices: number },
): Promise<SlicesSum> {
  let counts = NO_COUNTS;
  let slicesDone = 0;
  const details: string[] = [];
  for (let first = 1; first <= slices; first += READ_AT_ONCE) {
    const numbers = Array.from(
      { length: Math.min(READ_AT_ONCE, slices - first + 1) },
      (_, index) => first + index,
    );
    for (const result of await Promise.all(
      numbers.map((number) => readSliceResult(state, { folder, number })),
    )) {
      if (result === undefined) continue;
      counts = addCounts(counts, result.counts);
      slicesDone += result.isDone ? 1 : 0;
      details.push(...result.details.slice(0, MAX_DETAILS - details.length));
    }
  }
  return { counts, details, slices, slicesFailed: slices - slicesDone };
}

/** Both together. Failed objects are left out: whoever comes after tries them again, and tells. */
export function addCounts(one: Counts, other: Counts): Counts {
  return {
    objectsCopied: one.objectsCopied + other.objectsCopied,
    bytesCopied: one.bytesCopied + other.bytesCopied,
    objectsDeleted: one.objectsDeleted + other.objectsDeleted,
    objectsSkipped: one.objectsSkipped + other.objectsSkipped,
    objectsVanished: one.objectsVanished + other.objectsVanished,
    objectsChanged: one.objectsChanged + other.objectsChanged,
    objectsFailed: 0,
    manifestsWritten: one.manifestsWritten + other.manifestsWritten,
    retries: one.retries + other.retries,
  };
}
