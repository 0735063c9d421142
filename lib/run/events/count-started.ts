import { eventsOfChange } from './events-of-change.ts';
import type { NumberedChange } from './publish-changes.ts';

/**
 * How many attempts began, by job, up to a change that will be delivered again. Counted from the ledger and not by the
 * runs, so that one that dies is counted as well.
 */
export function countStarted(
  changes: readonly NumberedChange[],
  before: string | undefined,
): ReadonlyMap<string, number> {
  const end = changes.findIndex(({ sequenceNumber }) => sequenceNumber === before);
  const counts = new Map<string, number>();
  for (const { change } of changes.slice(0, end < 0 ? changes.length : end)) {
    for (const { kind, job } of eventsOfChange(change)) {
      if (kind === 'started') counts.set(job, (counts.get(job) ?? 0) + 1);
    }
  }
  return counts;
}
