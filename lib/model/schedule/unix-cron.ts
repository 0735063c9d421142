import { errorAt, type ScheduleError } from './schedule.ts';

export interface ConvertedCron {
  readonly kind: 'converted';
  /** The six-field `cron(…)`. */
  readonly expression: string;
}

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Converts a five-field Unix cron: weekdays 0-6 (7 is Sunday too) become 1-7, the open day field becomes `?`, the year `*`.
 * Refused when both day fields are set, for Unix fires on either day and AWS allows one field only.
 */
export function convertUnixCron(text: string): ConvertedCron | ScheduleError {
  const fields = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: match.index }));
  const [minutes, hours, dayOfMonth, month, dayOfWeek, more] = fields;
  if (!minutes || !hours || !dayOfMonth || !month || !dayOfWeek || more) {
    return errorAt(0, `Unix cron has five fields, not ${fields.length}`);
  }
  const special = fields.find((field) => /[?LW#]/.test(field.text.replace(/[A-Za-z]{3}/g, '')));
  if (special) {
    const reason =
      'AWS writes it in six fields, and whether weekdays count from 0 or 1 is unclear: add the year field';
    return errorAt(special.offset, `"${special.text}" is not Unix cron: ${reason}`);
  }
  const loneStep = [minutes, hours, dayOfMonth, month].find((field) => /(^|,)\w+\//.test(field.text));
  if (loneStep) {
    const reason = 'cron programs differ on a step without a range: write the range, or six fields';
    return errorAt(loneStep.offset, `"${loneStep.text}" is unclear in Unix cron: ${reason}`);
  }
  const monthIsOpen = isOpen(dayOfMonth.text);
  const weekIsOpen = isOpen(dayOfWeek.text);
  if (!monthIsOpen && !weekIsOpen) {
    const reason = 'Unix cron fires on either, AWS allows one: write two schedules in six fields';
    return errorAt(dayOfWeek.offset, `both day fields set: ${reason}`);
  }
  if (weekIsOpen) return converted([minutes.text, hours.text, dayOfMonth.text, month.text, '?']);
  const week = convertWeekdays(dayOfWeek.text);
  if (week === undefined) {
    return errorAt(
      dayOfWeek.offset,
      `field 'day-of-week': "${dayOfWeek.text}" does not convert: write days 0-7 or SUN-SAT`,
    );
  }
  return converted([minutes.text, hours.text, '?', month.text, week]);
}

function isOpen(field: string): boolean {
  return field === '*';
}

function converted(fields: readonly string[]): ConvertedCron {
  return { kind: 'converted', expression: `cron(${fields.join(' ')} *)` };
}

/** Unix weekdays as AWS's: a plain range stays a range, the rest becomes a list of days. */
function convertWeekdays(field: string): string | undefined {
  const items = field.split(',').map(convertItem);
  return items.includes(undefined) ? undefined : items.join(',');
}

function convertItem(item: string): string | undefined {
  const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item);
  const [, first, second, stepText] = match ?? [];
  if (first === undefined || (first === '*' && second !== undefined)) return undefined;
  const step = Number(stepText ?? 1);
  const from = first === '*' ? 0 : unixWeekday(first);
  if (from === undefined || step < 1) return undefined;
  if (first !== '*' && second === undefined) return stepText === undefined ? awsWeekday(from) : undefined;
  const to = second === undefined ? 6 : unixWeekday(second);
  if (to === undefined) return undefined;
  const end = to < from && second !== undefined && dayNames.includes(second.toUpperCase()) ? to + 7 : to;
  if (end < from) return undefined;
  if (step === 1 && end <= 6) return `${from + 1}-${end + 1}`;
  const days: number[] = [];
  for (let day = from; day <= end; day += step) days.push((day % 7) + 1);
  return [...new Set(days)].join(',');
}

function unixWeekday(text: string): number | undefined {
  const named = dayNames.indexOf(text.toUpperCase());
  if (named >= 0) return named;
  return /^[0-7]$/.test(text) ? Number(text) : undefined;
}

function awsWeekday(day: number): string {
  return String((day % 7) + 1);
}
