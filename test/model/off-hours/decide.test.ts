import { decide } from '../../../lib/model/off-hours/decide.ts';
import type { OffHoursSchedule } from '../../../lib/model/off-hours/off-hours.ts';
import { withOverride } from '../../../lib/model/off-hours/plan.ts';
import { planOf } from './plan.ts';

const office: OffHoursSchedule = {
  timezone: 'Europe/Berlin',
  running: ['Mon-Fri 07:00-19:00', 'Fri 22:00-02:30'],
  holidays: ['2026-12-24..2027-01-01 year end', '05-01 Labour Day', '12-31..01-02'],
  maintenance: [
    { name: 'patching', window: 'Sun 02:00-04:00' },
    { name: 'audit', schedule: 'cron(0 12 L * ? *)', durationMinutes: 90 },
  ],
  overrides: [
    { desired: 'running', from: '2026-11-20T19:00', until: '2026-11-20T21:00', reason: 'release' },
    { desired: 'left-alone', until: '2026-01-10T00:00:00Z' },
  ],
};

test.each([
  ['2026-03-06T05:59:59Z', 'stopped', 'outside-periods'],
  ['2026-03-06T06:00:00Z', 'running', 'period'],
  ['2026-03-06T17:59:59Z', 'running', 'period'],
  ['2026-03-06T18:00:00Z', 'stopped', 'outside-periods'],
  ['2026-03-07T01:29:00Z', 'running', 'period'],
  ['2026-03-07T01:30:00Z', 'stopped', 'outside-periods'],
  ['2026-03-08T01:00:00Z', 'running', 'maintenance'],
  ['2026-03-08T03:00:00Z', 'stopped', 'outside-periods'],
  ['2026-12-24T09:00:00Z', 'stopped', 'holiday'],
  ['2026-12-23T22:59:59Z', 'stopped', 'outside-periods'],
  ['2026-12-27T01:30:00Z', 'running', 'maintenance'],
  ['2026-05-01T09:00:00Z', 'stopped', 'holiday'],
  ['2028-05-01T09:00:00Z', 'stopped', 'holiday'],
  ['2029-01-02T09:00:00Z', 'stopped', 'holiday'],
  ['2029-01-03T09:00:00Z', 'running', 'period'],
  ['2026-02-28T11:00:00Z', 'running', 'maintenance'],
  ['2026-02-28T12:30:00Z', 'stopped', 'outside-periods'],
  ['2026-11-20T18:30:00Z', 'running', 'override'],
  ['2026-11-20T20:00:00Z', 'stopped', 'outside-periods'],
  ['2026-01-09T12:00:00Z', 'left-alone', 'override'],
])('at %s it should be %s by the rule %s', (at, desired, kind) => {
  expect(decide(planOf(office), new Date(at))).toMatchObject({ desired, rule: { kind } });
});

test('the reason names the rule, for people', () => {
  const plan = planOf(office);
  const reason = (at: string) => decide(plan, new Date(at)).reason;

  expect(reason('2026-03-06T09:00:00Z')).toBe('the period Mon-Fri 07:00-19:00 (Europe/Berlin) is on');
  expect(reason('2026-03-07T09:00:00Z')).toBe(
    'it is outside Mon-Fri 07:00-19:00, Fri 22:00-02:30 (Europe/Berlin)',
  );
  expect(reason('2026-12-24T09:00:00Z')).toBe('2026-12-24 is a holiday (year end)');
  expect(reason('2026-11-20T19:00:00Z')).toBe('an override (release) holds until 2026-11-20T20:00:00Z');
  expect(reason('2026-03-08T01:00:00Z')).toBe('the maintenance window "patching" is open');
});

test('stop-only never starts and start-only never stops', () => {
  const noon = new Date('2026-03-06T12:00:00Z');
  const night = new Date('2026-03-06T23:30:00Z');
  const running = ['Mon-Fri 07:00-19:00'];

  expect(decide(planOf({ running, only: 'stop' }), noon)).toMatchObject({
    desired: 'left-alone',
    reason: 'the period Mon-Fri 07:00-19:00 (UTC) is on, but the schedule never starts anything',
  });
  expect(decide(planOf({ running, only: 'stop' }), night).desired).toBe('stopped');
  expect(decide(planOf({ running, only: 'start' }), night).desired).toBe('left-alone');
  expect(decide(planOf({ running, only: 'start' }), noon).desired).toBe('running');
});

test('a holiday may leave things alone', () => {
  const plan = planOf({
    running: ['Mon-Fri 07:00-19:00'],
    holidays: ['2026-03-06'],
    onHolidays: 'left-alone',
  });
  expect(decide(plan, new Date('2026-03-06T12:00:00Z')).desired).toBe('left-alone');
});

test('a period over a weekend and one round the clock hold throughout', () => {
  const plan = planOf({ running: ['Fri 19:00-Mon 07:00', 'Wed'] });
  const desired = (at: string) => decide(plan, new Date(at)).desired;
  expect(
    [
      '2026-03-06T18:59:00Z',
      '2026-03-06T19:00:00Z',
      '2026-03-08T12:00:00Z',
      '2026-03-09T06:59:00Z',
      '2026-03-09T07:00:00Z',
    ].map(desired),
  ).toEqual(['stopped', 'running', 'running', 'running', 'stopped']);
  expect(
    ['2026-03-10T23:59:00Z', '2026-03-11T00:00:00Z', '2026-03-11T23:59:59Z', '2026-03-12T00:00:00Z'].map(
      desired,
    ),
  ).toEqual(['stopped', 'running', 'running', 'stopped']);
});

test('a bound that daylight saving skips is the end of the gap, a repeated one its first occurrence', () => {
  const plan = planOf({ timezone: 'Europe/Berlin', running: ['Sun 02:30-05:00', 'Sat 12:00-24:00'] });
  const desired = (at: string) => decide(plan, new Date(at)).desired;
  expect(['2026-03-29T00:59:00Z', '2026-03-29T01:00:00Z'].map(desired)).toEqual(['stopped', 'running']);
  expect(['2026-10-25T00:29:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:15:00Z'].map(desired)).toEqual([
    'stopped',
    'running',
    'running',
  ]);
});

test('an override added later goes before the others', () => {
  const at = new Date('2026-03-07T12:00:00Z');
  const plan = withOverride(planOf(office), {
    desired: 'running',
    fromMs: undefined,
    untilMs: at.getTime() + 1,
    reason: 'tag keep-until',
  });
  expect(decide(plan, at)).toMatchObject({
    desired: 'running',
    rule: { kind: 'override', reason: 'tag keep-until' },
  });
  expect(decide(plan, new Date(at.getTime() + 1)).desired).toBe('stopped');
});
