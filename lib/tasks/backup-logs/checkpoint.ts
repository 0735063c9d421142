import { createHash } from 'node:crypto';
import { ServiceError } from '../../model/errors.ts';
import type { BackupContext } from './context.ts';
import type { CopyItem, DeleteItem, ListedItem, Position, Seen } from './items.ts';
import { type Counts, countsOf, newTally, type Tally } from './tally.ts';

const NOTHING_LISTED: ListedItem = {
  kind: 'listed',
  sourceObjects: 0,
  sourceBytes: 0,
  sameObjects: 0,
  destinationObjects: 0,
};

/** How far a run came, as the next invocation of its slot reads it. */
export interface BackupCheckpoint {
  readonly version: 1;
  readonly kind: 'listed';
  /** Of the settings: a checkpoint of others means nothing. */
  readonly settingsHash: string;
  /** Where the plan goes on; absent where it came to its end. */
  readonly stoppedAt?: Position;
  readonly seen: Seen;
  readonly counts: Counts;
  readonly details: readonly string[];
  readonly firstFailure?: { readonly code: string; readonly message: string; readonly operation: string };
  /** Copies that were begun in parts, whose uploads are open, or that were planned and not begun. */
  readonly unfinished: readonly CopyItem[];
  readonly deletes: readonly DeleteItem[];
  /** The end of a stored plan, which says what was looked at, where the run has come to it. */
  readonly listed?: ListedItem;
}

/**
 * The run's checkpoint, where it has one that belongs to these settings. Throws ServiceError where it belongs to others
 * and the run is of a stored plan, of which it alone knows what was begun.
 */
export function readCheckpoint({
  checkpoint,
  settings,
  isStoredPlan,
}: Pick<BackupContext, 'checkpoint' | 'settings' | 'isStoredPlan'>): BackupCheckpoint | undefined {
  if (checkpoint === undefined) return undefined;
  const read: BackupCheckpoint = JSON.parse(checkpoint);
  if (read.version === 1 && read.kind === 'listed' && read.settingsHash === hashOf(settings)) return read;
  if (isStoredPlan !== true) return undefined;
  throw new ServiceError({
    code: 'SettingsChanged',
    message: "the job's settings were changed while the plan was being done; make a new plan",
    service: 'nightshift',
    operation: 'readCheckpoint',
  });
}

interface Stopped {
  readonly tally: Tally;
  readonly unfinished: readonly CopyItem[];
  readonly deletes: readonly DeleteItem[];
}

/**
 * Writes the checkpoint of a run whose time is up. False where another invocation could not go on: it is unknown how far
 * the plan came, or this invocation came no further than the one before it.
 */
export async function saveCheckpoint(context: BackupContext, ended: Stopped): Promise<boolean> {
  const { settings, saveCheckpoint: save, isStoredPlan } = context;
  const { tally, unfinished, deletes } = ended;
  const { firstFailure, listed } = tally;
  if (save === undefined || !isAhead(ended, context)) return false;
  const { kind: _kind, stoppedAt, ...seen } = listed ?? NOTHING_LISTED;
  const checkpoint: BackupCheckpoint = {
    version: 1,
    kind: 'listed',
    settingsHash: hashOf(settings),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    seen,
    ...(isStoredPlan === true && listed !== undefined ? { listed } : {}),
    counts: countsOf(tally),
    details: tally.details,
    ...(firstFailure === undefined
      ? {}
      : {
          firstFailure: {
            code: firstFailure.code,
            message: firstFailure.message,
            operation: firstFailure.operation,
          },
        }),
    unfinished,
    deletes,
  };
  await save(JSON.stringify(checkpoint));
  return true;
}

/** An object that is copied in parts is thought to come ahead: its parts are not counted here. */
function isAhead(ended: Stopped, context: BackupContext): boolean {
  const { tally, deletes } = ended;
  if (tally.listed === undefined && context.isStoredPlan !== true) return false;
  const before = readCheckpoint(context);
  if (before === undefined || before.unfinished.length > 0) return true;
  if (context.isStoredPlan === true) return hasTaken(ended, before);
  const [one, other] = [before.stoppedAt, tally.listed?.stoppedAt];
  return one?.prefix !== other?.prefix || one?.key !== other?.key || deletes.length < before.deletes.length;
}

/** Whether anything of a stored plan was taken, or a copy of it deleted. */
function hasTaken({ tally, unfinished, deletes }: Stopped, before: BackupCheckpoint): boolean {
  const { retries: _retries, ...counts } = countsOf(tally);
  const known = new Map(Object.entries(before.counts));
  const isEqual = Object.entries(counts).every(([name, count]) => known.get(name) === count);
  const hasEnded = tally.listed !== undefined && before.listed === undefined;
  return !isEqual || hasEnded || unfinished.length > 0 || deletes.length !== before.deletes.length;
}

/** A tally that goes on from what was done before. */
export function resumedTally(
  before: (Pick<BackupCheckpoint, 'counts' | 'details'> & Partial<BackupCheckpoint>) | undefined,
): Tally {
  if (before === undefined) return newTally();
  const { counts, details, firstFailure } = before;
  return {
    ...newTally(),
    ...counts,
    listed: before.listed,
    details: [...details],
    firstFailure:
      firstFailure === undefined ? undefined : new ServiceError({ ...firstFailure, service: 's3' }),
  };
}

/** Tells a job's settings from those that it had before it was deployed anew. */
export function hashOf(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
