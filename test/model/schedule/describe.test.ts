import { describeSchedule, describeTiming } from '../../../lib/model/schedule/describe.ts';
import { parseSchedule } from '../../../lib/model/schedule/parse.ts';

test.each([
  ['cron(0 2 * * ? *)', 'UTC', 'every day at 02:00 UTC'],
  ['cron(0 18 ? * MON-FRI *)', 'Europe/Berlin', 'at 18:00 on Monday to Friday, Europe/Berlin'],
  ['cron(0/15 * * * ? *)', 'Asia/Tehran', 'every 15 minutes'],
  ['cron(0/5 8-17 ? * MON-FRI *)', 'UTC', 'every 5 minutes from 08:00 to 17:55 on Monday to Friday, UTC'],
  ['cron(0 9 ? * FRI-MON *)', 'UTC', 'at 09:00 on Friday to Monday, UTC'],
  ['cron(0 9 ? * MON,WED,SAT,SUN *)', 'UTC', 'at 09:00 on Wednesday and Saturday to Monday, UTC'],
  ['cron(0 0 L * ? *)', 'UTC', 'at 00:00 on the last day of the month, UTC'],
  ['cron(0 0 LW * ? *)', 'UTC', 'at 00:00 on the last weekday (Monday to Friday) of the month, UTC'],
  ['cron(0 2 ? 3 1#2 *)', 'UTC', 'at 02:00 on the second Sunday in March, UTC'],
  ['cron(0 22 ? * 6L *)', 'UTC', 'at 22:00 on the last Friday of the month, UTC'],
  [
    'cron(0 4 10-20/5 3-5 ? 2027-2029)',
    'UTC',
    'at 04:00 on days 10, 15 and 20 of the month in March to May in 2027 to 2029, UTC',
  ],
  ['cron(0 0 * * ? 2030)', 'UTC', 'every day at 00:00 in 2030, UTC'],
  ['cron(* 5 * * ? *)', 'UTC', 'every minute from 05:00 to 05:59 UTC'],
  ['cron(5,35 0-23/6 * * ? *)', 'UTC', 'at minutes 5 and 35 past every 6 hours from midnight UTC'],
  ['cron(1-3 * * * ? *)', 'UTC', 'at minutes 1 to 3 past every hour'],
  ['rate(5 minutes)', 'UTC', 'every 5 minutes, counted from its creation'],
  ['rate(1 day)', 'UTC', 'every day, counted from its creation (a day is 24 hours)'],
  ['at(2026-03-06T18:00:00)', 'Asia/Kolkata', 'once, on 2026-03-06 at 18:00:00, Asia/Kolkata'],
])('%s in %s reads "%s"', (text, timezone, words) => {
  const schedule = parseSchedule(text);
  expect(schedule.kind === 'error' ? schedule.message : describeSchedule(schedule, timezone)).toBe(words);
});

test('a flexible window is told as how much later the job may start', () => {
  const parsed = parseSchedule('cron(0 2 * * ? *)');
  if (parsed.kind === 'error') throw new Error(parsed.message);
  const words = (flexibleWindowMinutes?: number) =>
    describeTiming({ schedule: parsed, timezone: 'UTC', flexibleWindowMinutes });

  expect([words(), words(1), words(15)]).toEqual([
    'every day at 02:00 UTC',
    'every day at 02:00 UTC, or up to a minute later',
    'every day at 02:00 UTC, or up to 15 minutes later',
  ]);
});
