import { didYouMean } from './nearest.ts';
import { type AtSchedule, errorAt, type Piece, type RateSchedule, type ScheduleError } from './schedule.ts';

const minutesPer = { minute: 1, hour: 60, day: 1440 } as const;
const units = ['minute', 'hour', 'day'];

/** Parses the inside of `rate(value unit)`: 1 takes the singular unit, more the plural ("Rate expressions reference"). */
export function parseRate(inner: Piece): RateSchedule | ScheduleError {
  const match = /^\s*(\S+)\s+(\S+)\s*$/.exec(inner.text);
  const [, value, unit] = match ?? [];
  if (value === undefined || unit === undefined) {
    return errorAt(inner.offset, `rate needs a number and a unit: write rate(5 minutes)`);
  }
  if (!/^[1-9]\d{0,8}$/.test(value)) {
    return errorAt(
      inner.offset + inner.text.indexOf(value),
      `rate of "${value}": write a whole number from 1 to 999999999`,
    );
  }
  const unitOffset = inner.offset + inner.text.lastIndexOf(unit);
  const singular = singularUnit(unit);
  if (singular === undefined) {
    const hint =
      didYouMean(unit, value === '1' ? units : units.map((name) => `${name}s`)) ||
      ': write minutes, hours or days';
    return errorAt(unitOffset, `unknown unit "${unit}"${hint}`);
  }
  const right = value === '1' ? singular : `${singular}s`;
  if (unit !== right) {
    return errorAt(
      unitOffset,
      `AWS wants the ${value === '1' ? 'singular' : 'plural'} here: write rate(${value} ${right})`,
    );
  }
  const number = Number(value);
  return {
    kind: 'rate',
    expression: `rate(${value} ${unit})`,
    value: number,
    unit: singular,
    periodMinutes: number * minutesPer[singular],
  };
}

function singularUnit(unit: string): RateSchedule['unit'] | undefined {
  if (unit === 'minute' || unit === 'minutes') return 'minute';
  if (unit === 'hour' || unit === 'hours') return 'hour';
  return unit === 'day' || unit === 'days' ? 'day' : undefined;
}

/** Parses the inside of `at(yyyy-mm-ddThh:mm:ss)`, a local time that must exist in the calendar. */
export function parseAt(inner: Piece): AtSchedule | ScheduleError {
  const localTime = inner.text.trim();
  const offset = inner.offset + inner.text.indexOf(localTime);
  if (/(Z|[+-]\d\d:?\d\d)$/.test(localTime) && localTime.includes('T')) {
    return errorAt(
      offset,
      `at takes a local time: leave out the offset and give the time zone beside the expression`,
    );
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(localTime)) {
    return errorAt(offset, `at of "${localTime}": write at(yyyy-mm-ddThh:mm:ss)`);
  }
  const time = new Date(`${localTime}Z`);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 19) !== localTime) {
    return errorAt(offset, `at of "${localTime}": there is no such date and time`);
  }
  return { kind: 'at', expression: `at(${localTime})`, localTime };
}
