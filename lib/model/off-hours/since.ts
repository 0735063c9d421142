import { dayMs } from './intervals.ts';
import type { OffHoursPlan } from './plan.ts';
import { timelineOf } from './transitions.ts';

/** Most schedules change within a week; one that did not change for a year and some days does not change. */
const LOOK_BACK_DAYS = [8, 370];

/**
 * Since when a plan has wanted what it wants at an instant; of Cloud Custodian's switches the last one counts, also where
 * it said what held already. None where nothing changed for a year.
 */
export function desiredSince(plan: OffHoursPlan, at: Date): Date | undefined {
  for (const days of LOOK_BACK_DAYS) {
    // The end is not included, and a change at this very instant counts.
    const span = { from: new Date(at.getTime() - days * dayMs), to: new Date(at.getTime() + 1) };
    const { changes, steps } = timelineOf(plan, span);
    const last = (plan.weekly.kind === 'switches' ? steps : changes).at(-1);
    if (last !== undefined) return last.at;
  }
  return undefined;
}
