import { fieldSpecs, parseField, parseValue } from './cron-field.ts';
import { type DayRule, errorAt, type Piece, type ScheduleError } from './schedule.ts';

/**
 * Parses the two day fields, of which exactly one must be `?` (EventBridge User Guide, "Cron expressions reference").
 * `L`, `W` and `#` stand alone: AWS documents no list with them.
 */
export function parseDays(dayOfMonth: Piece, dayOfWeek: Piece): DayRule | ScheduleError {
  const monthIsOpen = dayOfMonth.text === '?';
  const weekIsOpen = dayOfWeek.text === '?';
  if (!monthIsOpen && !weekIsOpen) {
    return errorAt(
      dayOfWeek.offset,
      `both day fields set: put ? in one (day-of-month is "${dayOfMonth.text}", day-of-week is "${dayOfWeek.text}")`,
    );
  }
  if (monthIsOpen && weekIsOpen) {
    return errorAt(dayOfWeek.offset, 'both day fields are ?: put * in one');
  }
  return monthIsOpen ? parseDayOfWeek(dayOfWeek) : parseDayOfMonth(dayOfMonth);
}

function parseDayOfMonth(piece: Piece): DayRule | ScheduleError {
  const text = piece.text.toUpperCase();
  if (text === '*') return { kind: 'every-day' };
  if (text === 'L') return { kind: 'last-day' };
  if (text === 'LW' || text === 'WL') return lastWeekday(text, piece);
  if (/[LW#]/.test(text)) return parseSpecialDayOfMonth(piece, text);
  const parsed = parseField(piece, fieldSpecs.dayOfMonth);
  return parsed.kind === 'error' ? parsed : { kind: 'days-of-month', days: parsed.values };
}

function lastWeekday(text: string, piece: Piece): DayRule | ScheduleError {
  if (text === 'LW') return { kind: 'last-weekday' };
  return errorAt(piece.offset, `field 'day-of-month': "${piece.text}" is unknown; did you mean LW?`);
}

function parseSpecialDayOfMonth(piece: Piece, text: string): DayRule | ScheduleError {
  const { offset } = piece;
  const weekday = /^(\d+)W$/.exec(text);
  if (weekday?.[1] !== undefined) {
    const day = parseValue({ text: weekday[1], offset }, fieldSpecs.dayOfMonth);
    return typeof day === 'number' ? { kind: 'nearest-weekday', day } : day;
  }
  if (text.includes('#')) {
    return errorAt(offset, `field 'day-of-month': # belongs in the day-of-week field, as in 2#1`);
  }
  if (/^L-\d+$/.test(text)) {
    return errorAt(
      offset,
      `field 'day-of-month': AWS documents L and LW, not "${piece.text}": write L or list the days`,
    );
  }
  if (/[,-]/.test(text)) {
    return errorAt(
      offset,
      `field 'day-of-month': L and W stand alone, not in the list or range "${piece.text}"`,
    );
  }
  return errorAt(
    offset,
    `field 'day-of-month': "${piece.text}" is unknown: write L, LW or a day and W, as in 15W`,
  );
}

function parseDayOfWeek(piece: Piece): DayRule | ScheduleError {
  const text = piece.text.toUpperCase();
  if (text === '*') return { kind: 'every-day' };
  if (text === 'L') return { kind: 'days-of-week', weekdays: [7] };
  if (text.includes('#')) return parseNth(piece);
  const last = /^([^,\-/]+)L$/.exec(text);
  if (last?.[1] !== undefined) {
    const weekday = parseValue({ text: last[1], offset: piece.offset }, fieldSpecs.dayOfWeek);
    return typeof weekday === 'number' ? { kind: 'last-of-week', weekday } : weekday;
  }
  if (/(^|[^A-Z])L|\dL/.test(text)) {
    return errorAt(
      piece.offset,
      `field 'day-of-week': L stands alone, not in the list or range "${piece.text}"`,
    );
  }
  if (/^\d+W$/.test(text))
    return errorAt(piece.offset, `field 'day-of-week': W belongs in the day-of-month field`);
  const parsed = parseField(piece, fieldSpecs.dayOfWeek);
  return parsed.kind === 'error' ? parsed : { kind: 'days-of-week', weekdays: parsed.values };
}

function parseNth(piece: Piece): DayRule | ScheduleError {
  const { text, offset } = piece;
  if (text.includes(',')) {
    return errorAt(offset, `field 'day-of-week': # allows one expression only, not the list "${text}"`);
  }
  const hash = text.indexOf('#');
  const weekday = parseValue({ text: text.slice(0, hash), offset }, fieldSpecs.dayOfWeek);
  if (typeof weekday !== 'number') return weekday;
  const nth = text.slice(hash + 1);
  if (/^[1-5]$/.test(nth)) return { kind: 'nth-of-week', weekday, nth: Number(nth) };
  return errorAt(offset + hash + 1, `field 'day-of-week': "${nth}" after # is not one of 1-5`);
}
