import type { JobState } from '../app-ports.ts';
import type { TaskResult } from '../task.ts';
import { applyBackup } from './apply.ts';
import { hashOf, readCheckpoint } from './checkpoint.ts';
import type { BackupContext } from './context.ts';
import type { BackupItem } from './items.ts';
import { makeLimiter } from './limiter.ts';
import { findRanges } from './ranges.ts';
import { countOf } from './result.ts';
import { makeCaller } from './retry.ts';
import { DEFAULT_CONCURRENCY } from './settings.ts';
import { type SlicesSum, sumSlices } from './slice-result.ts';
import { cutSlices, DEFAULT_DISTRIBUTE_ABOVE, manifestKey, SLICES_WITHIN_SECONDS } from './slices.ts';

/** What a run keeps while its slices are done. */
interface SlicedCheckpoint {
  readonly version: 1;
  readonly kind: 'sliced';
  readonly settingsHash: string;
  readonly folder: string;
  readonly slices: number;
}

/**
 * With `scale: distributed`, hands more copies than one function should make over as slices; the same run goes on when
 * they are done, copies what they left, deletes, writes the manifests and ends the slot. Fewer are copied right here.
 */
export async function applyAtScale(
  items: AsyncIterable<BackupItem>,
  context: BackupContext,
): Promise<TaskResult> {
  const { settings, ports, saveCheckpoint, isStoredPlan } = context;
  const { state } = ports;
  // A slice compares anew, which is more than a stored plan's items.
  const isPlain = settings.scale !== 'distributed' || isStoredPlan === true;
  if (isPlain || state === undefined || saveCheckpoint === undefined) return applyBackup(items, context);
  if (readCheckpoint(context) !== undefined) return applyBackup(items, context);
  const done = await readSlices(context, state);
  if (done === undefined) {
    const { head, rest } = await takeCopies(items, settings.distributeAbove ?? DEFAULT_DISTRIBUTE_ABOVE);
    const all = chain(head, rest);
    return rest === undefined ? applyBackup(all, context) : handOut(all, context, state);
  }
  const result = await applyBackup(withoutSliced(items, done), context, { earlier: done });
  const { slices, slicesFailed } = done;
  return { ...result, figures: { ...result.figures, slices, slicesFailed } };
}

/** Up to so many copies and what comes with them, and what is left where there are more. */
async function takeCopies(
  items: AsyncIterable<BackupItem>,
  most: number,
): Promise<{ head: readonly BackupItem[]; rest?: AsyncIterator<BackupItem> }> {
  const iterator = items[Symbol.asyncIterator]();
  const head: BackupItem[] = [];
  let copies = 0;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    head.push(next.value);
    if (next.value.kind === 'copy') copies += 1;
    if (copies > most) return { head, rest: iterator };
  }
  return { head };
}

async function* chain(
  head: readonly BackupItem[],
  rest: AsyncIterator<BackupItem> | undefined,
): AsyncIterable<BackupItem> {
  yield* head;
  if (rest === undefined) return;
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Writes the manifest, one line a slice. What the plan did not reach in time is found when the run goes on. */
async function handOut(
  items: AsyncIterable<BackupItem>,
  context: BackupContext,
  state: Pick<JobState, 'put'>,
): Promise<TaskResult> {
  const { settings, ports, slot, now, saveCheckpoint } = context;
  const limiter = makeLimiter({ max: settings.concurrency ?? DEFAULT_CONCURRENCY });
  const caller = makeCaller({ ports, limiter, onRetry: () => {} });
  const ranges = await findRanges({ settings, ports, slot, caller });
  const prefixes = ranges.flatMap((range) => range.prefixes);
  const folder = `slices/${slot.toISOString()}/${now().toISOString()}`;
  const lines: string[] = [];
  for await (const slice of cutSlices(items, { prefixes, folder, slot: slot.toISOString() }))
    lines.push(`${JSON.stringify(slice)}\n`);
  await state.put(manifestKey(folder), lines.join(''));
  const checkpoint: SlicedCheckpoint = {
    version: 1,
    kind: 'sliced',
    settingsHash: hashOf(settings),
    folder,
    slices: lines.length,
  };
  await saveCheckpoint?.(JSON.stringify(checkpoint));
  return {
    kind: 'unfinished',
    reason: `handed ${countOf(lines.length, 'slice')} out to be copied side by side`,
    figures: { slices: lines.length },
    slices: { manifestKey: manifestKey(folder), withinSeconds: SLICES_WITHIN_SECONDS },
  };
}

async function readSlices(
  { checkpoint, settings }: BackupContext,
  state: Pick<JobState, 'get' | 'put'>,
): Promise<SlicesSum | undefined> {
  if (checkpoint === undefined) return undefined;
  const read: SlicedCheckpoint = JSON.parse(checkpoint);
  if (read.kind !== 'sliced' || read.settingsHash !== hashOf(settings)) return undefined;
  return sumSlices(state, read);
}

/** What the slices copied is found backed up already by the last look; it is counted as copied. */
async function* withoutSliced(
  items: AsyncIterable<BackupItem>,
  { counts }: SlicesSum,
): AsyncIterable<BackupItem> {
  for await (const item of items) {
    if (item.kind !== 'listed') yield item;
    else yield { ...item, sameObjects: Math.max(0, item.sameObjects - counts.objectsCopied) };
  }
}
