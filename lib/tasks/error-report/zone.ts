import { openZone, toLocal, toUtcOrAfterGap } from '../../model/schedule/zone.ts';

interface LocalDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The calendar day that an instant falls on in a time zone. */
export function localDate(at: Date, timeZone: string): LocalDate {
  const wall = new Date(toLocal(openZone(timeZone), at.getTime()));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** The first instant of a day in a time zone, also where midnight is skipped. Days outside a month roll over. */
export function startOfDay({ year, month, day }: LocalDate, timeZone: string): Date {
  return new Date(toUtcOrAfterGap(openZone(timeZone), Date.UTC(year, month - 1, day)));
}

/** Days since Monday: 0 for Monday, 6 for Sunday. */
export function daysSinceMonday({ year, month, day }: LocalDate): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}
