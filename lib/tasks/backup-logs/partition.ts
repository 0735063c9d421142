import { openZone, toLocal } from '../../model/schedule/zone.ts';
import type { BackupLogsSettings } from './settings.ts';

type Layout = NonNullable<BackupLogsSettings['partition']>;

const DEFAULT_LOOKBACK_DAYS = 1;
const DAY_MS = 86_400_000;

/** The days of a run, oldest first, as `YYYY-MM-DD`: that of the slot in the time zone and `lookbackDays` before it. */
export function daysOf(
  { lookbackDays = DEFAULT_LOOKBACK_DAYS, timezone }: BackupLogsSettings,
  slot: Date,
): readonly string[] {
  const last = Date.parse(localDay(slot, timezone));
  return Array.from({ length: lookbackDays + 1 }, (_, index) =>
    isoDay(last - (lookbackDays - index) * DAY_MS),
  );
}

/** Whether a day is over at a time, in the time zone of the settings. */
export function isOver(day: string, { timezone }: BackupLogsSettings, at: Date): boolean {
  return day < localDay(at, timezone);
}

/** The days before a day, nearest first. */
export function daysBefore(day: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => isoDay(Date.parse(day) - (index + 1) * DAY_MS));
}

/** Where a day's keys begin, below the source or, for `aws-logs`, below `AWSLogs/account/service/Region/`. */
export function dayPrefix(layout: Layout, day: string): string {
  const [year, month, date] = day.split('-');
  switch (layout) {
    case 'yyyy/MM/dd':
    case 'aws-logs':
      return `${year}/${month}/${date}/`;
    case 'yyyy-MM-dd':
      return `${day}/`;
    case 'hive':
      return `year=${year}/month=${month}/day=${date}/`;
    case 'access-logs':
      return `${day}-`;
    default:
      return layout satisfies never;
  }
}

/** AWS Config alone writes months and days without a leading zero (AWS Config Developer Guide, "Delivery channel"). */
export function configDayPrefix(day: string): string {
  return `${day.split('-').map(Number).join('/')}/`;
}

function localDay(time: Date, timeZone = 'UTC'): string {
  return isoDay(toLocal(openZone(timeZone), time.getTime()));
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
