import type { ServiceError } from '../../model/errors.ts';
import type { ListedItem } from './items.ts';

const MAX_DETAILS = 300;
/** So many failures in a row, and no success between them, are no accident of single keys. */
const HOPELESS_STREAK = 20;
const HOPELESS_CODES = new Set([
  'NoSuchBucket',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidBucketName',
  'PermanentRedirect',
]);

export type StopReason = 'interrupted' | 'out of time' | 'hopeless';

/** Nothing done. */
export const NO_COUNTS = {
  objectsCopied: 0,
  bytesCopied: 0,
  objectsDeleted: 0,
  objectsSkipped: 0,
  objectsVanished: 0,
  objectsChanged: 0,
  objectsFailed: 0,
  manifestsWritten: 0,
  retries: 0,
};

export type Counts = typeof NO_COUNTS;

/** What a run has done so far. */
export interface Tally extends Counts {
  listed: ListedItem | undefined;
  firstFailure: ServiceError | undefined;
  stopped: StopReason | undefined;
  failureStreak: number;
  /** What of the settings the server was seen to heed or ignore. */
  readonly checkedAttributes: Set<string>;
  /** Whether the server was seen to give copied parts checksums of their own. */
  partChecksums: 'unseen' | 'kept' | 'lost';
  readonly details: string[];
}

export function newTally(): Tally {
  return {
    ...NO_COUNTS,
    listed: undefined,
    firstFailure: undefined,
    stopped: undefined,
    failureStreak: 0,
    checkedAttributes: new Set(),
    partChecksums: 'unseen',
    details: [],
  };
}

/** The counts alone. */
export function countsOf({
  listed: _listed,
  firstFailure: _firstFailure,
  stopped: _stopped,
  failureStreak: _failureStreak,
  checkedAttributes: _checkedAttributes,
  partChecksums: _partChecksums,
  details: _details,
  ...counts
}: Readonly<Tally>): Counts {
  return counts;
}

export function noteCopied(tally: Tally, sizeBytes: number): void {
  tally.objectsCopied += 1;
  tally.bytesCopied += sizeBytes;
  tally.failureStreak = 0;
}

/** Names the key, the reason and the code; stops the run where nothing can succeed any more. */
export function noteFailed(tally: Tally, error: ServiceError): void {
  tally.objectsFailed += 1;
  tally.firstFailure ??= error;
  tally.failureStreak += 1;
  noteDetail(tally, `${error.message} (${error.code})`);
  if (tally.failureStreak >= HOPELESS_STREAK || HOPELESS_CODES.has(error.code)) tally.stopped ??= 'hopeless';
}

export function noteDetail(tally: Tally, line: string): void {
  if (tally.details.length < MAX_DETAILS) tally.details.push(line);
  else if (tally.details.length === MAX_DETAILS) tally.details.push('and more');
}
