import { describeTimeOfDay } from './describe-time.ts';
import type { CronSchedule, DayRule, Schedule } from './schedule.ts';
import { joinWords, spans, weekdayNames } from './words.ts';

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

/** A schedule in words, such as "every day at 02:00 UTC" or "at 18:00 on Monday to Friday, Europe/Berlin". */
export function describeSchedule(schedule: Schedule, timezone = 'UTC'): string {
  switch (schedule.kind) {
    case 'cron':
      return describeCron(schedule, timezone);
    case 'rate': {
      const { value, unit } = schedule;
      const length = value === 1 ? unit : `${value} ${unit}s`;
      return `every ${length}, counted from its creation${unit === 'day' ? ' (a day is 24 hours)' : ''}`;
    }
    case 'at':
      return `once, on ${schedule.localTime.slice(0, 10)} at ${schedule.localTime.slice(11)}${zoneSuffix(timezone)}`;
    default:
      return schedule satisfies never;
  }
}

/** A job's schedule in words; with a flexible window, how much later EventBridge may start it. */
export function describeTiming(timing: {
  readonly schedule: Schedule;
  readonly timezone: string;
  readonly flexibleWindowMinutes?: number | undefined;
}): string {
  const words = describeSchedule(timing.schedule, timing.timezone);
  const { flexibleWindowMinutes: minutes } = timing;
  if (minutes === undefined) return words;
  return `${words}, or up to ${minutes === 1 ? 'a minute' : `${minutes} minutes`} later`;
}

function describeCron(cron: CronSchedule, timezone: string): string {
  const time = describeTimeOfDay(cron);
  const days = describeDays(cron);
  const period = [describeMonths(cron.months), describeYears(cron.years)].filter((part) => part !== '');
  if (days === '' && time.isWholeDay) return [time.text, ...period].join(' ');
  if (days === '') {
    const start = /^at \d/.test(time.text) ? 'every day ' : '';
    const words = [`${start}${time.text}`, ...period].join(' ');
    return timezone === 'UTC' && period.length === 0 ? `${words} UTC` : `${words}, ${timezone}`;
  }
  return `${[time.text, days, ...period].join(' ')}, ${timezone}`;
}

function zoneSuffix(timezone: string): string {
  return timezone === 'UTC' ? ' UTC' : `, ${timezone}`;
}

function describeDays({ days, months }: CronSchedule): string {
  const one = months.length === 1 ? monthNames[(months[0] ?? 1) - 1] : undefined;
  const ofMonth = one === undefined ? ' of the month' : '';
  return describeRule(days, ofMonth);
}

function describeRule(rule: DayRule, ofMonth: string): string {
  switch (rule.kind) {
    case 'every-day':
      return '';
    case 'days-of-month':
      return `on ${rule.days.length === 1 ? 'day' : 'days'} ${joinWords(spans(rule.days).map(String))}${ofMonth}`;
    case 'last-day':
      return `on the last day${ofMonth}`;
    case 'last-weekday':
      return `on the last weekday (Monday to Friday)${ofMonth}`;
    case 'nearest-weekday':
      return `on the weekday (Monday to Friday) nearest to day ${rule.day}${ofMonth}`;
    case 'days-of-week':
      return rule.weekdays.length === 7 ? '' : `on ${weekdayNames(rule.weekdays.map((day) => day - 1))}`;
    case 'nth-of-week':
      return `on the ${ordinals[rule.nth - 1]} ${weekdayNames([rule.weekday - 1])}${ofMonth}`;
    case 'last-of-week':
      return `on the last ${weekdayNames([rule.weekday - 1])}${ofMonth}`;
    default:
      return rule satisfies never;
  }
}

function describeMonths(months: readonly number[]): string {
  if (months.length === 12) return '';
  const words = spans(months, (month) => monthNames[month - 1] ?? String(month));
  return `in ${joinWords(words)}`;
}

function describeYears(years: readonly number[]): string {
  if (years.length === 230) return '';
  return years.length > 12 && spans(years).length > 4
    ? `in ${years.length} years from ${years[0]} to ${years.at(-1)}`
    : `in ${joinWords(spans(years))}`;
}
