/** Between which times a job's schedule counts; ISO texts. */
export interface JobWindow {
  readonly start?: string;
  readonly end?: string;
  /** EventBridge may fire so much later than the slot. */
  readonly flexibleWindowMinutes?: number;
}

/**
 * Why a scheduled slot lies outside the job's window, or undefined where it lies inside. Slots are whole minutes, so
 * the minute that `start` lies in counts as inside; so does a firing at `end` itself.
 */
export function findOutside(slot: Date, { start, end }: JobWindow): string | undefined {
  const slotMs = slot.getTime();
  if (start !== undefined && slotMs + 60_000 <= new Date(start).getTime())
    return `the slot lies before the job's start, ${start}`;
  if (end !== undefined && slotMs > new Date(end).getTime())
    return `the slot lies after the job's end, ${end}`;
  return undefined;
}
