import { daysInMonth } from './month-days.ts';
import type { CronSchedule } from './schedule.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The local times of a cron from a local day on, ascending, in milliseconds. Ends with the year 2199. */
export function* localTimesFrom(cron: CronSchedule, localMs: number): Generator<number> {
  const from = startOfDay(localMs);
  const times = timesOfDay(cron);
  const first = new Date(from);
  for (const year of cron.years) {
    if (year < first.getUTCFullYear()) continue;
    for (const month of cron.months) {
      if (Date.UTC(year, month, 1) <= from) continue;
      for (const day of daysInMonth(cron.days, year, month)) {
        const start = Date.UTC(year, month - 1, day);
        if (start < from) continue;
        for (const time of times) yield start + time;
      }
    }
  }
}

/** The local times of a cron from the end of a local day back, descending. Ends with the year 1970. */
export function* localTimesBackFrom(cron: CronSchedule, localMs: number): Generator<number> {
  const until = startOfDay(localMs) + dayMs;
  const times = timesOfDay(cron).reverse();
  const last = new Date(until);
  for (const year of [...cron.years].reverse()) {
    if (year > last.getUTCFullYear()) continue;
    for (const month of [...cron.months].reverse()) {
      if (Date.UTC(year, month - 1, 1) >= until) continue;
      for (const day of [...daysInMonth(cron.days, year, month)].reverse()) {
        const start = Date.UTC(year, month - 1, day);
        if (start >= until) continue;
        for (const time of times) yield start + time;
      }
    }
  }
}

function timesOfDay(cron: CronSchedule): number[] {
  return cron.hours.flatMap((hour) => cron.minutes.map((minute) => (hour * 60 + minute) * minuteMs));
}

function startOfDay(localMs: number): number {
  return Math.floor(localMs / dayMs) * dayMs;
}
