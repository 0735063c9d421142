import type { TaskResult } from '../task.ts';
import { applyBackup } from './apply.ts';
import type { BackupContext } from './context.ts';
import { planSlice } from './plan.ts';
import { addCounts, readSliceResult, writeSliceResult } from './slice-result.ts';
import { readSlice } from './slices.ts';
import { NO_COUNTS } from './tally.ts';

/**
 * Does one slice of a distributed backup: compares its stretch of keys and copies what differs, so that a second attempt
 * copies only what the first did not. Its result is kept below the run's folder, also a failed one. Throws ServiceError.
 */
export async function copySlice(value: unknown, context: BackupContext): Promise<TaskResult> {
  const { state } = context.ports;
  if (state === undefined) throw new TypeError('a slice has nowhere to keep its result');
  const slice = readSlice(value);
  // The whole run deletes and writes manifests, once all slices are done; one slice knows too little for either.
  const settings = { ...context.settings, delete: false, manifest: false };
  const own = { ...context, settings, slot: new Date(slice.slot) };
  const [before, result] = await Promise.all([
    readSliceResult(state, slice),
    applyBackup(planSlice(own, slice), own),
  ]);
  const { figures, details = [] } = result;
  const counts = { ...NO_COUNTS };
  for (const name of countNames) counts[name] = figures[name] ?? 0;
  await writeSliceResult(state, slice, {
    number: slice.number,
    isDone: result.kind !== 'failed',
    counts: addCounts(before?.counts ?? NO_COUNTS, counts),
    details,
  });
  return result;
}

const countNames = [
  'objectsCopied',
  'bytesCopied',
  'objectsSkipped',
  'objectsVanished',
  'objectsChanged',
  'objectsFailed',
  'retries',
] as const;
