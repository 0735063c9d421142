import { Ajv } from 'ajv';
import { readOffHours } from '../../../lib/model/off-hours/read.ts';
import { offHoursSchedulesSchema } from '../../../lib/model/off-hours/schema.ts';

function problems(value: unknown): string[] {
  const read = readOffHours({ name: 'office-hours', value, calendars: { 'holidays.ics': [] } });
  return read.kind === 'plan'
    ? []
    : read.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const right = {
  description: 'weekdays',
  timezone: 'Europe/Berlin',
  running: ['Mon-Fri 07:00-19:00', 'daily 22:00-02:00', 'Sat'],
  holidays: ['2026-12-25 Christmas', '12-26', { file: 'holidays.ics' }],
  onHolidays: 'stopped',
  maintenance: [{ name: 'patching', window: 'Sun 02:00-04:00' }],
  overrides: [{ desired: 'running', until: '2026-11-21T22:00' }],
  only: 'stop',
  expect: ['stopped Sat'],
};

test('what the schema accepts is read, and what is read the schema accepts', () => {
  const validate = new Ajv({
    strict: true,
    allowUnionTypes: true,
    keywords: ['patternErrorMessage'],
  }).compile(offHoursSchedulesSchema);
  expect(validate({ 'office-hours': right })).toBe(true);
  expect(problems(right)).toEqual([]);
  expect(validate({ 'office-hours': { ...right, timezon: 'UTC' } })).toBe(false);
});

test.each([
  [{}, ': "running" is missing: list the periods, or [] for never'],
  ['always', ': schedule "office-hours" is no mapping; it needs "running"'],
  [{ runing: [], running: [] }, 'runing: unknown key "runing"; did you mean "running"?'],
  [{ running: 'Mon' }, 'running: "running" must be a list'],
  [
    { running: ['Mon-Fry 07:00-19:00'] },
    'running.0: period "Mon-Fry 07:00-19:00": "Fry" is no weekday; did you mean Fri?',
  ],
  [
    { running: ['Mon 7-19'] },
    'running.0: period "Mon 7-19": the times are wrong; write "Mon-Fri 07:00-19:00", "Sat", "daily 22:00-06:00" or "Fri 19:00-Mon 07:00"',
  ],
  [
    { running: ['Mon 07:00-25:00'] },
    'running.0: period "Mon 07:00-25:00": the times are wrong; write "Mon-Fri 07:00-19:00", "Sat", "daily 22:00-06:00" or "Fri 19:00-Mon 07:00"',
  ],
  [
    { running: [], timezone: 'Berlin' },
    'timezone: unknown time zone "Berlin"; did you mean "Europe/Berlin"?',
  ],
  [{ running: [], holidays: ['2026-02-30'] }, 'holidays.0: "2026-02-30": there is no 2026-02-30'],
  [
    { running: [], holidays: ['2026-12-25..2026-12-24'] },
    'holidays.0: "2026-12-25..2026-12-24" ends before it begins: swap its ends',
  ],
  [
    { running: [], holidays: [{ file: 'holiday.ics' }] },
    'holidays.0.file: calendar "holiday.ics" was not read; did you mean "holidays.ics"?',
  ],
  [
    { running: [], onHolidays: 'stoped' },
    'onHolidays: "onHolidays" cannot be "stoped"; did you mean "stopped"?',
  ],
  [
    { running: [], maintenance: [{ name: 'x' }] },
    'maintenance.0: maintenance "x" needs "window", or "schedule" with "durationMinutes"',
  ],
  [
    { running: [], maintenance: [{ name: 'x', schedule: 'cron(0 2 * * * *)', durationMinutes: 5 }] },
    'maintenance.0.schedule: both day fields set: put ? in one (day-of-month is "*", day-of-week is "*")',
  ],
  [{ running: [], overrides: [{ desired: 'running' }] }, 'overrides.0.until: "overrides.0.until" is missing'],
  [
    { running: [], overrides: [{ desired: 'running', from: '2026-03-02', until: '2026-03-01' }] },
    'overrides.0: the override ends before it begins',
  ],
  [{ running: [], only: 'stopp' }, 'only: "only" cannot be "stopp"; did you mean "stop"?'],
])('%j is refused: %s', (value, message) => {
  expect(problems(value)[0]).toBe(message);
});

test('a value is told of once: what is no text is no period either', () => {
  expect(problems({ running: [42], holidays: [true] })).toEqual([
    'running.0: "running.0" must be a text',
    'holidays.0: "holidays.0" must be a text',
  ]);
});
