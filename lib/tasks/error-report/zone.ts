import { zoneFormats } from '../../model/zone-formats.ts';

interface LocalDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const HOUR_MS = 3_600_000;

/** Whether the name is one of the IANA time zones that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const dayFormat = zoneFormats('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });

/** The calendar day that an instant falls on in a time zone. */
export function localDate(at: Date, timeZone: string): LocalDate {
  const [year = 1970, month = 1, day = 1] = dayFormat(timeZone).format(at).split('-').map(Number);
  return { year, month, day };
}

/** The first instant of a day in a time zone, also where midnight is skipped. Days outside a month roll over. */
export function startOfDay({ year, month, day }: LocalDate, timeZone: string): Date {
  const utcMidnight = Date.UTC(year, month - 1, day);
  const rolled = new Date(utcMidnight);
  const wanted = toNumber({
    year: rolled.getUTCFullYear(),
    month: rolled.getUTCMonth() + 1,
    day: rolled.getUTCDate(),
  });
  let before = utcMidnight - 16 * HOUR_MS;
  let within = utcMidnight + 16 * HOUR_MS;
  while (within - before > 1_000) {
    const middle = Math.floor((before + within) / 2_000) * 1_000;
    if (toNumber(localDate(new Date(middle), timeZone)) < wanted) before = middle;
    else within = middle;
  }
  return new Date(within);
}

/** Days since Monday: 0 for Monday, 6 for Sunday. */
export function daysSinceMonday({ year, month, day }: LocalDate): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

function toNumber({ year, month, day }: LocalDate): number {
  return year * 10_000 + month * 100 + day;
}
