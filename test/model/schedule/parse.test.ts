import { parseSchedule } from '../../../lib/model/schedule/parse.ts';
import type { CronSchedule } from '../../../lib/model/schedule/schedule.ts';

function cron(text: string): CronSchedule {
  const schedule = parseSchedule(text);
  if (schedule.kind === 'cron') return schedule;
  throw new Error(`${text} is no cron: ${JSON.stringify(schedule)}`);
}

test.each([
  ['cron(0/15 * * * ? *)', { minutes: [0, 15, 30, 45] }],
  ['cron(*/20 * * * ? *)', { minutes: [0, 20, 40] }],
  ['cron(1-10/2 * * * ? *)', { minutes: [1, 3, 5, 7, 9] }],
  ['cron(5,35 0-23/6 * * ? *)', { minutes: [5, 35], hours: [0, 6, 12, 18] }],
  ['cron(5,5,1 20-2 * * ? *)', { minutes: [1, 5], hours: [0, 1, 2, 20, 21, 22, 23] }],
  ['cron(0 22-3/2 * * ? *)', { hours: [0, 2, 22] }],
  [
    'cron(0 5/7 * nov-FEB ? 2027/50)',
    { hours: [5, 12, 19], months: [1, 2, 11, 12], years: [2027, 2077, 2127, 2177] },
  ],
  ['cron(0 0 10-20/5,1 * ? *)', { days: { kind: 'days-of-month', days: [1, 10, 15, 20] } }],
  ['cron(0 0 28-2 * ? *)', { days: { kind: 'days-of-month', days: [1, 2, 28, 29, 30, 31] } }],
  ['cron(0 0 * * ? *)', { days: { kind: 'every-day' } }],
  ['cron(0 0 ? * * *)', { days: { kind: 'every-day' } }],
  ['cron(0 0 L * ? *)', { days: { kind: 'last-day' } }],
  ['cron(0 0 LW * ? *)', { days: { kind: 'last-weekday' } }],
  ['cron(0 0 15W * ? *)', { days: { kind: 'nearest-weekday', day: 15 } }],
  ['cron(0 0 ? * L *)', { days: { kind: 'days-of-week', weekdays: [7] } }],
  ['cron(0 0 ? * 6L *)', { days: { kind: 'last-of-week', weekday: 6 } }],
  ['cron(0 0 ? * fril *)', { days: { kind: 'last-of-week', weekday: 6 } }],
  ['cron(0 0 ? * MON#3 *)', { days: { kind: 'nth-of-week', weekday: 2, nth: 3 } }],
  ['cron(0 0 ? * FRI-MON *)', { days: { kind: 'days-of-week', weekdays: [1, 2, 6, 7] } }],
  ['cron(0 0 ? * SUN,SAT *)', { days: { kind: 'days-of-week', weekdays: [1, 7] } }],
])('%s allows what AWS says it allows', (text, expected) => {
  expect(cron(text)).toMatchObject(expected);
});

test('spaces around and between are forgiven, and the expression is what AWS is given', () => {
  expect(cron('  cron( 0  2 * * ?   * ) ').expression).toBe('cron(0 2 * * ? *)');
});

test.each([
  ['corn(0 2 * * ? *)', 0, 'unknown function "corn"; did you mean "cron"?'],
  ['cron(0 2 * * * *)', 13, 'both day fields set: put ? in one (day-of-month is "*", day-of-week is "*")'],
  [
    'cron(0 2 1 * MON *)',
    13,
    'both day fields set: put ? in one (day-of-month is "1", day-of-week is "MON")',
  ],
  ['cron(0 2 ? * ? *)', 13, 'both day fields are ?: put * in one'],
  ['cron(0 2 * 13 ? *)', 11, "field 'month': 13 is above 12"],
  ['cron(0 2 ? * 0 *)', 13, "field 'day-of-week': 0 is below 1 (AWS counts 1-7 from Sunday)"],
  ['cron(0 2 ? * MOM *)', 13, `field 'day-of-week': "MOM" is not one of 1-7 or SUN-SAT; did you mean MON?`],
  [
    'cron(0 2 ? * MONDAY *)',
    13,
    `field 'day-of-week': "MONDAY" is not one of 1-7 or SUN-SAT; did you mean MON?`,
  ],
  ['cron(0 2 ? JNA MON *)', 11, `field 'month': "JNA" is not one of 1-12 or JAN-DEC`],
  ['cron(1,,2 2 * * ? *)', 7, "field 'minutes' has an empty list item: remove the comma"],
  [
    'cron(0/0 2 * * ? *)',
    7,
    `field 'minutes' has the step "0": write a whole number from 1 to 59 after the /`,
  ],
  [
    'cron(0 0/24 * * ? *)',
    9,
    `field 'hours' has the step "24": write a whole number from 1 to 23 after the /`,
  ],
  ['cron(5- 2 * * ? *)', 7, "field 'minutes' misses a value: write a number from 0 to 59"],
  ['cron(? 2 * * ? *)', 5, "field 'minutes' cannot be ?: write * for all"],
  ['cron(0 2 * * ? 1969)', 15, "field 'year': 1969 is below 1970"],
  ['cron(0 2 * * ? 2200)', 15, "field 'year': 2200 is above 2199"],
  [
    'cron(0 2 * * ? 2030-2027)',
    15,
    "field 'year' has the range 2030-2027, which runs backwards: swap its ends",
  ],
  [
    'cron(0 2 L-3 * ? *)',
    9,
    `field 'day-of-month': AWS documents L and LW, not "L-3": write L or list the days`,
  ],
  ['cron(0 2 1,L * ? *)', 9, `field 'day-of-month': L and W stand alone, not in the list or range "1,L"`],
  ['cron(0 2 32W * ? *)', 9, "field 'day-of-month': 32 is above 31"],
  ['cron(0 2 2#1 * ? *)', 9, "field 'day-of-month': # belongs in the day-of-week field, as in 2#1"],
  ['cron(0 2 ? * 3W *)', 13, "field 'day-of-week': W belongs in the day-of-month field"],
  [
    'cron(0 2 ? * 3#1,6#3 *)',
    13,
    `field 'day-of-week': # allows one expression only, not the list "3#1,6#3"`,
  ],
  ['cron(0 2 ? * 3#6 *)', 15, `field 'day-of-week': "6" after # is not one of 1-5`],
  ['cron(0 2 ? * 2-6,1L *)', 13, `field 'day-of-week': L stands alone, not in the list or range "2-6,1L"`],
  ['cron(0 2 *)', 5, 'cron has 3 fields, not six: minutes hours day-of-month month day-of-week year'],
  [
    'cron(0 2 * * ? * *)',
    17,
    'cron has 7 fields, not six: minutes hours day-of-month month day-of-week year',
  ],
  ['cron(0 2 * * ? *', 16, 'the schedule ends without ): add it'],
  ['cron(0 2 * * ? *) daily', 17, 'unexpected "daily" after the ): remove it'],
  ['0 2 * * ? *', 0, 'six fields without their function: write cron(0 2 * * ? *)'],
  ['rate(1 hours)', 7, 'AWS wants the singular here: write rate(1 hour)'],
  ['rate(5 minute)', 7, 'AWS wants the plural here: write rate(5 minutes)'],
  ['rate(0 minutes)', 5, 'rate of "0": write a whole number from 1 to 999999999'],
  ['rate(1.5 hours)', 5, 'rate of "1.5": write a whole number from 1 to 999999999'],
  ['rate(1000000000 days)', 5, 'rate of "1000000000": write a whole number from 1 to 999999999'],
  ['rate(5 minuts)', 7, 'unknown unit "minuts"; did you mean "minutes"?'],
  ['rate(2 weeks)', 7, 'unknown unit "weeks": write minutes, hours or days'],
  ['rate(5minutes)', 5, 'rate needs a number and a unit: write rate(5 minutes)'],
  ['at(2026-02-30T00:00:00)', 3, 'at of "2026-02-30T00:00:00": there is no such date and time'],
  ['at(2026-02-28 00:00)', 3, 'at of "2026-02-28 00:00": write at(yyyy-mm-ddThh:mm:ss)'],
  [
    'at(2026-02-28T00:00:00Z)',
    3,
    'at takes a local time: leave out the offset and give the time zone beside the expression',
  ],
])('%s is refused at character %i with the reason', (text, offset, message) => {
  expect(parseSchedule(text)).toEqual({ kind: 'error', offset, message });
});

test('rate and at are read', () => {
  expect(parseSchedule('rate(2 days)')).toMatchObject({ kind: 'rate', periodMinutes: 2880, unit: 'day' });
  expect(parseSchedule('at(2026-03-06T18:00:00)')).toMatchObject({
    kind: 'at',
    localTime: '2026-03-06T18:00:00',
  });
});
