/** Days of the week, 0 for Monday as Cloud Custodian counts, and an hour of the day. */
export interface HourRule {
  readonly weekdays: readonly number[];
  readonly hour: number;
}

export type ParsedHours =
  | { readonly kind: 'rules'; readonly rules: readonly HourRule[] }
  | { readonly kind: 'error'; readonly message: string };

const letters = 'mtwhfsu';

/**
 * Reads `[(m-f,19),(s,13)]` as Cloud Custodian's `ScheduleParser.parse_resource_schedule` does: brackets count for
 * nothing, `m t w h f s u` are the days from Monday, a range may go round the week's end.
 */
export function parseHours(text: string): ParsedHours {
  const rules: HourRule[] = [];
  for (const expression of text.replace(/[[\]]/g, '').split(',(')) {
    const [days = '', hour = '', ...more] = expression.replace(/[()]/g, '').split(',');
    if (more.length > 0 || !expression.includes(','))
      return failed(`"${expression}" is not (days,hour): write (M-F,19)`);
    if (!/^\d+$/.test(hour) || Number(hour) > 23) return failed(`"${hour}" is no hour: write 0 to 23`);
    const weekdays = parseDays(days);
    if (weekdays === undefined)
      return failed(`"${days}" are no days: write M T W H F S U or a range such as M-F`);
    rules.push({ weekdays, hour: Number(hour) });
  }
  return { kind: 'rules', rules };
}

/** Parts of a range that are no day are skipped, as Cloud Custodian does; two must remain. */
function parseDays(text: string): number[] | undefined {
  const single = text.length === 1 ? letters.indexOf(text) : -1;
  if (single >= 0) return [single];
  const ends = text
    .split('-')
    .map((part) => (part.length === 1 ? letters.indexOf(part) : -1))
    .filter((day) => day >= 0);
  const [from, to, more] = ends;
  if (from === undefined || to === undefined || more !== undefined) return undefined;
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (from + index) % 7);
}

function failed(message: string): ParsedHours {
  return { kind: 'error', message };
}
