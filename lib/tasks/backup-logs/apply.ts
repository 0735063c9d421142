import { ServiceError } from '../../model/errors.ts';
import type { TaskResult } from '../task.ts';
import { knownAddress } from './address.ts';
import { copyObject } from './copy-object.ts';
import { deleteCopies } from './delete-copies.ts';
import { finishDays } from './finish-days.ts';
import type { BackupItem, CopyItem, DeleteItem } from './items.ts';
import { makeLimiter } from './limiter.ts';
import type { BackupContext } from './plan.ts';
import { backupResult } from './result.ts';
import { makeCaller } from './retry.ts';
import { DEFAULT_CONCURRENCY } from './settings.ts';
import { newTally, noteDetail, noteFailed, type Tally } from './tally.ts';
import { STOPPED, type Transfer } from './transfer.ts';

/** So long before its end a run begins no new copy. */
const RESERVE_MS = 20_000;

export interface ApplyHooks {
  /** Ends the run cleanly: what is under way is finished or given up, nothing new is begun. */
  readonly signal?: AbortSignal;
  /** Called after each item with what was done so far. */
  readonly onProgress?: (tally: Readonly<Tally>, concurrency: number) => void;
}

/**
 * Copies and deletes exactly the planned items; single keys may fail without ending the run. Throws only what is no
 * ServiceError.
 */
export async function applyBackup(
  items: AsyncIterable<BackupItem>,
  context: BackupContext,
  hooks: ApplyHooks = {},
): Promise<TaskResult> {
  const { settings, ports } = context;
  const tally = newTally();
  const max = settings.concurrency ?? DEFAULT_CONCURRENCY;
  const limiter = makeLimiter({ max });
  const onRetry = () => {
    tally.retries += 1;
  };
  const transfer: Transfer = {
    ports,
    settings,
    tally,
    caller: makeCaller({ ports, limiter, onRetry }),
    source: knownAddress(settings.source),
    destination: knownAddress(settings.destination),
    mustStop: () => mustStop(tally, context, hooks),
  };
  const deletes: DeleteItem[] = [];
  const failure = await eachAtOnce(
    items,
    max,
    async (item) => {
      await applyItem(item, transfer, deletes);
      hooks.onProgress?.(tally, limiter.limit());
    },
    transfer.mustStop,
  );
  const ending = failure ?? (await endWell(deletes, context, transfer));
  return backupResult({ tally, settings, failure: ending });
}

/** What is due once everything is copied; returns the ServiceError that prevented it. */
async function endWell(
  deletes: readonly DeleteItem[],
  context: BackupContext,
  transfer: Transfer,
): Promise<ServiceError | undefined> {
  try {
    await deleteCopies(deletes, transfer);
    await finishDays(context, transfer);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function mustStop(tally: Tally, context: BackupContext, { signal }: ApplyHooks): boolean {
  if (signal?.aborted === true) tally.stopped ??= 'interrupted';
  else if (context.remainingMs() < RESERVE_MS) tally.stopped ??= 'out of time';
  return tally.stopped !== undefined;
}

async function applyItem(item: BackupItem, transfer: Transfer, deletes: DeleteItem[]): Promise<void> {
  const { tally } = transfer;
  switch (item.kind) {
    case 'copy':
      return copyItem(item, transfer);
    case 'delete':
      deletes.push(item);
      return;
    case 'skip':
      tally.objectsSkipped += 1;
      noteDetail(tally, `skipped "${item.key}": ${item.reason}`);
      return;
    case 'listed':
      tally.listed = item;
      return;
    default:
      return item satisfies never;
  }
}

async function copyItem(item: CopyItem, transfer: Transfer): Promise<void> {
  try {
    await copyObject(item, transfer);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === STOPPED) noteDetail(transfer.tally, error.message);
    else noteFailed(transfer.tally, error);
  }
}

/**
 * Works on up to `max` items at once and returns the ServiceError that ended the items, if one did. What is under way is
 * always finished first.
 */
async function eachAtOnce(
  items: AsyncIterable<BackupItem>,
  max: number,
  work: (item: BackupItem) => Promise<void>,
  mustStop: () => boolean,
): Promise<ServiceError | undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let hasEnded = false;
  const worker = async () => {
    while (!hasEnded && !mustStop()) {
      const next = await iterator.next();
      if (next.done === true) hasEnded = true;
      else await work(next.value);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: max }, worker));
  if (!hasEnded) await iterator.return?.();
  return firstServiceError(results);
}

function firstServiceError(results: readonly PromiseSettledResult<void>[]): ServiceError | undefined {
  const reasons: readonly unknown[] = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const bug = reasons.find((reason) => !(reason instanceof ServiceError));
  if (bug !== undefined) throw bug;
  return reasons.find((reason) => reason instanceof ServiceError);
}
