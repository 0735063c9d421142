import type { ServiceError } from '../../model/errors.ts';
import { formatCount } from '../../model/format-count.ts';
import type { Figures } from '../../model/outcome.ts';
import type { TaskResult } from '../task.ts';
import type { BackupLogsSettings } from './settings.ts';
import { countsOf, type Tally } from './tally.ts';

interface Ending {
  readonly tally: Tally;
  readonly settings: BackupLogsSettings;
  /** What ended the plan before its time. */
  readonly failure: ServiceError | undefined;
  /** A checkpoint is saved for another invocation to go on with. */
  readonly isSaved: boolean;
}

/** How the run ended, in a sentence and in figures. */
export function backupResult({ tally, settings, failure, isSaved }: Ending): TaskResult {
  const figures = toFigures(tally);
  const details = tally.details.length === 0 ? {} : { details: tally.details };
  if (isSaved) return { kind: 'unfinished', reason: `${didReason(tally)} so far`, figures, ...details };
  const error = failure ?? tally.firstFailure;
  if (error !== undefined) {
    const reason =
      failure === undefined
        ? failedReason(tally, error)
        : `${error.message}; ${didReason(tally)} before that`;
    return { kind: 'failed', code: error.code, reason, figures, ...details };
  }
  if (tally.stopped === 'out of time')
    return {
      kind: 'failed',
      code: 'OutOfTime',
      reason: `ran out of time; ${didReason(tally)}, the next attempt goes on`,
      figures,
      ...details,
    };
  if (tally.stopped !== undefined)
    return {
      kind: 'failed',
      code: 'Interrupted',
      reason: `interrupted; ${didReason(tally)}, the next run goes on`,
      figures,
      ...details,
    };
  const nothing = tally.objectsCopied === 0 && tally.objectsDeleted === 0;
  return nothing
    ? { kind: 'nothing-to-do', reason: idleReason(tally, settings), figures, ...details }
    : { kind: 'succeeded', reason: didReason(tally), figures, ...details };
}

/** `1.5 MB`, in powers of 1,000, as clouds bill. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** `1 object`, `12,000 objects`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function toFigures(tally: Tally): Figures {
  const { listed } = tally;
  return {
    objectsListed: listed?.sourceObjects ?? 0,
    bytesListed: listed?.sourceBytes ?? 0,
    objectsSame: listed?.sameObjects ?? 0,
    ...countsOf(tally),
  };
}

function failedReason(tally: Tally, error: ServiceError): string {
  const given = tally.stopped === 'hopeless' ? ', then gave up' : '';
  return `${countOf(tally.objectsFailed, 'failure')}${given}: ${error.message}; ${didReason(tally)}`;
}

function didReason(tally: Tally): string {
  const deleted =
    tally.objectsDeleted === 0
      ? ''
      : ` and deleted ${countOf(tally.objectsDeleted, 'copy').replace('copys', 'copies')}`;
  const same =
    tally.listed === undefined ? '' : `, ${formatCount(tally.listed.sameObjects)} were backed up already`;
  return `copied ${countOf(tally.objectsCopied, 'object')} (${formatBytes(tally.bytesCopied)})${deleted}${same}`;
}

function idleReason({ listed }: Tally, settings: BackupLogsSettings): string {
  if (listed === undefined || listed.sourceObjects === 0) return `there is no object in "${settings.source}"`;
  return `all ${countOf(listed.sourceObjects, 'object')} are backed up already`;
}
