import fc from 'fast-check';
import type { WalkerCron } from './minute-walker.ts';

interface Field {
  readonly text: string;
  readonly has: (value: number) => boolean;
}
interface DayField {
  readonly dayOfMonth: string;
  readonly dayOfWeek: string;
  readonly has: (date: Date) => boolean;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A random cron as text, together with what it means, said from first principles. */
export const arbitraryCron: fc.Arbitrary<WalkerCron> = fc
  .record({
    minute: field(0, 59),
    hour: field(0, 23),
    month: monthField(),
    day: dayField(),
    year: yearField(),
  })
  .map(({ minute, hour, month, day, year }) => ({
    text: `cron(${minute.text} ${hour.text} ${day.dayOfMonth} ${month.text} ${day.dayOfWeek} ${year.text})`,
    minute: minute.has,
    hour: hour.has,
    day: (date) => month.has(date.getUTCMonth() + 1) && year.has(date.getUTCFullYear()) && day.has(date),
  }));

function field(min: number, max: number): fc.Arbitrary<Field> {
  const value = fc.integer({ min, max });
  const step = fc.integer({ min: 1, max });
  const item: fc.Arbitrary<Field> = fc.oneof(
    value.map((one) => ({ text: String(one), has: (v: number) => v === one })),
    fc.tuple(value, value).map(([a, b]) => ({ text: `${a}-${b}`, has: (v: number) => within(v, a, b) })),
    fc
      .tuple(value, step)
      .map(([a, n]) => ({ text: `${a}/${n}`, has: (v: number) => v >= a && (v - a) % n === 0 })),
    step.map((n) => ({ text: `*/${n}`, has: (v: number) => (v - min) % n === 0 })),
    fc.tuple(value, value, step).map(([a, b, n]) => ({
      text: `${a}-${b}/${n}`,
      has: (v: number) => within(v, a, b) && ((v - a + (max - min + 1)) % (max - min + 1)) % n === 0,
    })),
  );
  const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map((one) => one.text).join(','),
    has: (v: number) => items.some((one) => one.has(v)),
  }));
  return fc.oneof(
    { arbitrary: list, weight: 3 },
    { arbitrary: fc.constant({ text: '*', has: () => true }), weight: 1 },
  );
}

/** Going round the end when a is above b. */
function within(value: number, a: number, b: number): boolean {
  return a <= b ? value >= a && value <= b : value >= a || value <= b;
}

function monthField(): fc.Arbitrary<Field> {
  const all: Field = { text: '*', has: () => true };
  const named = fc
    .uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 3, maxLength: 9 })
    .map((chosen) => ({
      text: chosen.map((m) => months[m - 1]).join(','),
      has: (v: number) => chosen.includes(v),
    }));
  return fc.oneof(
    { arbitrary: fc.constant(all), weight: 4 },
    { arbitrary: named, weight: 1 },
    { arbitrary: field(1, 12), weight: 1 },
  );
}

function yearField(): fc.Arbitrary<Field> {
  const all: Field = { text: '*', has: () => true };
  const odd: Field = { text: '1971/2', has: (v) => v % 2 === 1 };
  return fc.oneof({ arbitrary: fc.constant(all), weight: 9 }, { arbitrary: fc.constant(odd), weight: 1 });
}

function dayField(): fc.Arbitrary<DayField> {
  const weekday = fc.integer({ min: 1, max: 7 });
  const name = (day: number, asName: boolean) => (asName ? (weekdays[day - 1] ?? '') : String(day));
  const onMonth = (text: string, has: DayField['has']): DayField => ({
    dayOfMonth: text,
    dayOfWeek: '?',
    has,
  });
  const onWeek = (text: string, has: DayField['has']): DayField => ({
    dayOfMonth: '?',
    dayOfWeek: text,
    has,
  });
  return fc.oneof(
    fc.constantFrom(
      onMonth('*', () => true),
      onWeek('*', () => true),
    ),
    field(1, 31).map(({ text, has }) => onMonth(text, (date) => has(date.getUTCDate()))),
    field(1, 7).map(({ text, has }) => onWeek(text, (date) => has(date.getUTCDay() + 1))),
    fc.constant(onMonth('L', isLastDay)),
    fc.constant(onMonth('LW', isLastWeekday)),
    fc.constant(onWeek('L', (date) => date.getUTCDay() === 6)),
    fc.integer({ min: 1, max: 31 }).map((day) => onMonth(`${day}W`, (date) => isNearestWeekday(date, day))),
    fc
      .tuple(weekday, fc.boolean())
      .map(([day, asName]) =>
        onWeek(
          `${name(day, asName)}L`,
          (date) => date.getUTCDay() + 1 === day && addDays(date, 7).getUTCMonth() !== date.getUTCMonth(),
        ),
      ),
    fc
      .tuple(weekday, fc.boolean(), fc.integer({ min: 1, max: 5 }))
      .map(([day, asName, nth]) =>
        onWeek(
          `${name(day, asName)}#${nth}`,
          (date) => date.getUTCDay() + 1 === day && Math.ceil(date.getUTCDate() / 7) === nth,
        ),
      ),
  );
}

function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}

function isWorkday(date: Date): boolean {
  return date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
}

function isLastDay(date: Date): boolean {
  return addDays(date, 1).getUTCDate() === 1;
}

function isLastWeekday(date: Date): boolean {
  if (!isWorkday(date)) return false;
  for (let next = addDays(date, 1); next.getUTCMonth() === date.getUTCMonth(); next = addDays(next, 1)) {
    if (isWorkday(next)) return false;
  }
  return true;
}

/** Among the month's workdays the one nearest to the day; of two as near, none exists, for a weekend has two days. */
function isNearestWeekday(date: Date, day: number): boolean {
  const wanted = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day));
  if (wanted.getUTCMonth() !== date.getUTCMonth()) return false;
  const distance = (other: Date) => Math.abs(other.getTime() - wanted.getTime());
  const candidates = [-2, -1, 0, 1, 2]
    .map((days) => addDays(wanted, days))
    .filter((other) => isWorkday(other) && other.getUTCMonth() === date.getUTCMonth());
  const best = Math.min(...candidates.map(distance));
  return candidates.some((other) => distance(other) === best && other.getTime() === date.getTime());
}
