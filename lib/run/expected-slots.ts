import type { JobSchedule } from '../model/job.ts';
import { nextFirings } from '../model/schedule/firings.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import { parseSchedule } from '../model/schedule/parse.ts';

/** Slots of a range that are computed at once; a month of a job that fires every minute has fewer. */
const MAX_SLOTS = 50_000;

export interface SlotRange {
  readonly schedule: JobSchedule;
  /** The first slot may lie here. */
  readonly from: Date;
  /** The last slot lies before. */
  readonly until: Date;
  /** A slot that there was: a `rate` is counted from it. Without one a `rate` has no slots that could be known. */
  readonly anchor?: Date | undefined;
}

/** The slots that the schedule has in a range, oldest first, as the ledger writes them. */
export function expectedSlots({ schedule, from, until, anchor }: SlotRange): readonly string[] {
  const parsed = parseSchedule(schedule.expression);
  if (parsed.kind === 'error') return [];
  if (parsed.kind === 'rate' && anchor === undefined && schedule.start === undefined) return [];
  const firings = nextFirings({
    schedule: parsed,
    timezone: schedule.timezone,
    anchor,
    start: toDate(schedule.start),
    end: earlier(new Date(until.getTime() - 1), toDate(schedule.end)),
    after: new Date(from.getTime() - 1),
    count: MAX_SLOTS,
  });
  if (firings.kind === 'refused') return [];
  return firings.times.map(formatUtc);
}

function earlier(one: Date, other: Date | undefined): Date {
  return other !== undefined && other < one ? other : one;
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
