import type { DayRule } from './schedule.ts';

/** The days of one month on which a rule fires, ascending. Month 1 is January. */
export function daysInMonth(rule: DayRule, year: number, month: number): readonly number[] {
  const last = lengthOfMonth(year, month);
  const first = weekdayOf(year, month, 1);
  switch (rule.kind) {
    case 'every-day':
      return range(last);
    case 'days-of-month':
      return rule.days.filter((day) => day <= last);
    case 'last-day':
      return [last];
    case 'last-weekday':
      return [nearestWeekday({ day: last, last, first })];
    case 'nearest-weekday':
      return rule.day > last ? [] : [nearestWeekday({ day: rule.day, last, first })];
    case 'days-of-week':
      return range(last).filter((day) => rule.weekdays.includes(((first + day - 2) % 7) + 1));
    case 'nth-of-week':
      return [firstOn(rule.weekday, first) + 7 * (rule.nth - 1)].filter((day) => day <= last);
    case 'last-of-week': {
      const day = firstOn(rule.weekday, first) + 28;
      return [day <= last ? day : day - 7];
    }
    default:
      return rule satisfies never;
  }
}

/** Monday to Friday nearest to a day, without leaving the month. */
function nearestWeekday(month: { day: number; last: number; first: number }): number {
  const { day, last, first } = month;
  const weekday = ((first + day - 2) % 7) + 1;
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === last ? day - 2 : day + 1;
  return day;
}

function firstOn(weekday: number, first: number): number {
  return ((weekday - first + 7) % 7) + 1;
}

/** 1 is Sunday, 7 is Saturday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lengthOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function range(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
