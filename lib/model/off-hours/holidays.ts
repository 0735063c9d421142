import type { Holiday } from './plan.ts';

export type ParsedHoliday =
  | { readonly kind: 'holiday'; readonly holiday: Holiday }
  | { readonly kind: 'error'; readonly message: string };

const usage =
  'write 2026-12-25, 2026-12-24..2027-01-06, or 12-25 for every year, a name after it if you like';

/** Parses a holiday: a date or a range, of one year or of every year, with a name after a blank. */
export function parseHoliday(text: string): ParsedHoliday {
  const match = /^((?:\d{4}-)?\d{2}-\d{2})(?:\.\.((?:\d{4}-)?\d{2}-\d{2}))?(?:\s+(.+))?$/.exec(text.trim());
  const [, first, last = first, name] = match ?? [];
  if (first === undefined || last === undefined) return failed(`"${text}" is no holiday: ${usage}`);
  if (first.length !== last.length)
    return failed(`"${text}": one end has a year and the other has none; ${usage}`);
  const wrong = [first, last].find((date) => !isDate(date));
  if (wrong !== undefined) return failed(`"${text}": there is no ${wrong}`);
  if (first.length === 10 && last < first) return failed(`"${text}" ends before it begins: swap its ends`);
  return { kind: 'holiday', holiday: { first, last, ...(name === undefined ? {} : { name }) } };
}

/** The holiday that covers a local date, `yyyy-mm-dd`, if any. */
export function holidayOn(holidays: readonly Holiday[], date: string): Holiday | undefined {
  return holidays.find(({ first, last }) => {
    if (first.length === 10) return first <= date && date <= last;
    const day = date.slice(5);
    return first <= last ? first <= day && day <= last : day >= first || day <= last;
  });
}

/** 29 February is a date where no year is given. */
function isDate(text: string): boolean {
  const full = text.length === 10 ? text : `2024-${text}`;
  const date = new Date(`${full}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === full;
}

function failed(message: string): ParsedHoliday {
  return { kind: 'error', message };
}
