import { createHash } from 'node:crypto';
import { ServiceError } from '../../model/errors.ts';
import type { BackupContext } from './context.ts';
import type { CopyItem, DeleteItem, Position, Seen } from './items.ts';
import { type Counts, countsOf, newTally, type Tally } from './tally.ts';

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
}

/** The run's checkpoint, where it has one that belongs to these settings. */
export function readCheckpoint({
  checkpoint,
  settings,
}: Pick<BackupContext, 'checkpoint' | 'settings'>): BackupCheckpoint | undefined {
  if (checkpoint === undefined) return undefined;
  const read: BackupCheckpoint = JSON.parse(checkpoint);
  return read.version === 1 && read.kind === 'listed' && read.settingsHash === hashOf(settings)
    ? read
    : undefined;
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
  const { settings, saveCheckpoint: save } = context;
  const { tally, unfinished, deletes } = ended;
  if (save === undefined || tally.listed === undefined || !isAhead(ended, readCheckpoint(context)))
    return false;
  const { kind: _kind, stoppedAt, ...seen } = tally.listed;
  const { firstFailure } = tally;
  const checkpoint: BackupCheckpoint = {
    version: 1,
    kind: 'listed',
    settingsHash: hashOf(settings),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    seen,
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
function isAhead({ tally, deletes }: Stopped, before: BackupCheckpoint | undefined): boolean {
  if (before === undefined || before.unfinished.length > 0) return true;
  const [one, other] = [before.stoppedAt, tally.listed?.stoppedAt];
  return one?.prefix !== other?.prefix || one?.key !== other?.key || deletes.length < before.deletes.length;
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
    details: [...details],
    firstFailure:
      firstFailure === undefined ? undefined : new ServiceError({ ...firstFailure, service: 's3' }),
  };
}

/** Tells a job's settings from those that it had before it was deployed anew. */
export function hashOf(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
