import { ServiceError } from '../../model/errors.ts';
import type { TaskResult } from '../task.ts';
import { knownAddress } from './address.ts';
import { type BackupCheckpoint, readCheckpoint, resumedTally, saveCheckpoint } from './checkpoint.ts';
import type { BackupContext } from './context.ts';
import { copyObject } from './copy-object.ts';
import { deleteCopies } from './delete-copies.ts';
import { finishDays } from './finish-days.ts';
import type { BackupItem, CopyItem, DeleteItem } from './items.ts';
import { type Limiter, makeLimiter } from './limiter.ts';
import { backupResult } from './result.ts';
import { makeCaller } from './retry.ts';
import { DEFAULT_CONCURRENCY } from './settings.ts';
import { type Counts, noteDetail, noteFailed, type Tally } from './tally.ts';
import { makeTimeLimit } from './time-limit.ts';
import { STOPPED, type Transfer } from './transfer.ts';

export interface ApplyHooks {
  /** Ends the run cleanly: what is under way is finished or given up, nothing new is begun. */
  readonly signal?: AbortSignal;
  /** Called after each item with what was done so far. */
  readonly onProgress?: (tally: Readonly<Tally>, concurrency: number) => void;
  /** What others did before for the same run. */
  readonly earlier?: { readonly counts: Counts; readonly details: readonly string[] };
}

/** What a run has in hand. */
interface Work {
  readonly context: BackupContext;
  readonly transfer: Transfer;
  deletes: DeleteItem[];
  /** Copies that the time did not suffice for. */
  readonly unfinished: CopyItem[];
}

/**
 * Copies and deletes exactly the planned items; single keys may fail without ending the run. When the time is up, a
 * checkpoint is saved and the result is `unfinished`, where another invocation can go on. Throws only what is no
 * ServiceError.
 */
export async function applyBackup(
  items: AsyncIterable<BackupItem>,
  context: BackupContext,
  hooks: ApplyHooks = {},
): Promise<TaskResult> {
  const { settings } = context;
  const checkpoint = readCheckpoint(context);
  const { transfer, limiter } = openTransfer(context, checkpoint, hooks);
  const work: Work = { context, transfer, deletes: [...(checkpoint?.deletes ?? [])], unfinished: [] };
  const failure = await eachAtOnce(chain(checkpoint?.unfinished ?? [], items), {
    atOnce: settings.concurrency ?? DEFAULT_CONCURRENCY,
    work: async (item) => {
      if (await context.shouldStop()) transfer.tally.stopped ??= 'interrupted';
      await applyItem(item, work);
      hooks.onProgress?.(transfer.tally, limiter.limit());
    },
    mustStop: transfer.mustStop,
    onRest: (rest) => keepRest(rest, work),
  });
  const ending = failure ?? (await endWell(work));
  const { tally } = transfer;
  const canGoOn = tally.stopped === 'out of time' && ending === undefined;
  const isSaved = canGoOn && (await saveCheckpoint(context, { tally, ...work }));
  return backupResult({ tally, settings, failure: ending, isSaved });
}

function openTransfer(
  context: BackupContext,
  checkpoint: BackupCheckpoint | undefined,
  { signal, earlier }: ApplyHooks,
): { readonly transfer: Transfer; readonly limiter: Limiter } {
  const { settings, ports } = context;
  const tally = resumedTally(checkpoint ?? earlier);
  const limiter = makeLimiter({ max: settings.concurrency ?? DEFAULT_CONCURRENCY });
  const isOutOfTime = makeTimeLimit(context.remainingMs);
  const onRetry = () => {
    tally.retries += 1;
  };
  const mustStop = () => {
    if (signal?.aborted === true) tally.stopped ??= 'interrupted';
    else if (isOutOfTime()) tally.stopped ??= 'out of time';
    return tally.stopped !== undefined;
  };
  const transfer = {
    ports,
    settings,
    tally,
    caller: makeCaller({ ports, limiter, onRetry }),
    source: knownAddress(settings.source),
    destination: knownAddress(settings.destination),
    mustStop,
  };
  return { transfer, limiter };
}

async function* chain<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncIterable<T> {
  yield* first;
  yield* rest;
}

/**
 * What the plan still had to say when the time was up: it stops soon by itself, and tells how far it came. What is left
 * of a stored plan lies where it is.
 */
async function keepRest(rest: AsyncIterator<BackupItem>, work: Work): Promise<void> {
  const { transfer, context, unfinished } = work;
  const isKept = context.isStoredPlan === true || context.saveCheckpoint === undefined;
  const goesOn = transfer.tally.stopped === 'out of time' && !isKept;
  for (let next = goesOn ? await rest.next() : undefined; next?.done === false; next = await rest.next()) {
    if (next.value.kind === 'copy') unfinished.push(next.value);
    else await applyItem(next.value, work);
  }
  await rest.return?.();
}

/** What is due once everything is copied; returns the ServiceError that prevented it. */
async function endWell(work: Work): Promise<ServiceError | undefined> {
  try {
    work.deletes = await deleteCopies(work.deletes, work.transfer);
    await finishDays(work.context, work.transfer);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.code === STOPPED ? undefined : error;
  }
}

async function applyItem(item: BackupItem, work: Work): Promise<void> {
  const { tally } = work.transfer;
  switch (item.kind) {
    case 'copy':
      return copyItem(item, work);
    case 'delete':
      work.deletes.push(item);
      return;
    case 'skip':
      tally.objectsSkipped += 1;
      noteDetail(tally, `skipped "${item.key}": ${item.reason}`);
      return;
    case 'listed':
      tally.listed = item;
      // The plan's clock is its own; what it says of the time holds.
      if (item.stoppedAt !== undefined) tally.stopped ??= 'out of time';
      return;
    default:
      return item satisfies never;
  }
}

async function copyItem(item: CopyItem, { transfer, unfinished, context }: Work): Promise<void> {
  const { tally } = transfer;
  try {
    await copyObject(item, transfer);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code !== STOPPED) noteFailed(tally, error);
    else {
      unfinished.push(item);
      if (context.saveCheckpoint === undefined) noteDetail(tally, error.message);
    }
  }
}

interface Crew {
  readonly atOnce: number;
  readonly work: (item: BackupItem) => Promise<void>;
  readonly mustStop: () => boolean;
  /** Called with what is left when the crew had to stop. */
  readonly onRest: (rest: AsyncIterator<BackupItem>) => Promise<void>;
}

/** Returns the ServiceError that ended the items, if one did. What is under way is always finished first. */
async function eachAtOnce(items: AsyncIterable<BackupItem>, crew: Crew): Promise<ServiceError | undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let hasEnded = false;
  const worker = async () => {
    while (!hasEnded && !crew.mustStop()) {
      const next = await iterator.next();
      if (next.done === true) hasEnded = true;
      else await crew.work(next.value);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: crew.atOnce }, worker));
  if (!hasEnded) results.push(...(await Promise.allSettled([crew.onRest(iterator)])));
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
