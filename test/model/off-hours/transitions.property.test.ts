import fc from 'fast-check';
import { decide } from '../../../lib/model/off-hours/decide.ts';
import { overriddenTimeline } from '../../../lib/model/off-hours/kept-timeline.ts';
import type { OffHoursSchedule } from '../../../lib/model/off-hours/off-hours.ts';
import { withOverride } from '../../../lib/model/off-hours/plan.ts';
import { timelineOf } from '../../../lib/model/off-hours/transitions.ts';
import { wallClock } from '../schedule/minute-walker.ts';
import { planOf } from './plan.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const zones = [
  'UTC',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Havana',
  'Asia/Gaza',
  'Africa/Casablanca',
];
const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

interface Period {
  readonly day: number;
  readonly start: number;
  readonly length: number;
}

test('the timeline says at each minute what decide says', () => {
  fc.assert(
    fc.property(schedule(), startOfSpan(), ({ value }, fromMs) => {
      const plan = planOf(value);
      const to = new Date(fromMs + 9 * dayMs);
      const { initial, changes } = timelineOf(plan, { from: new Date(fromMs), to });
      let { desired } = initial;
      let next = 0;
      for (let at = fromMs; at < to.getTime(); at += 7 * minuteMs) {
        for (; (changes[next]?.at.getTime() ?? Number.POSITIVE_INFINITY) <= at; next += 1)
          desired = changes[next]?.decision.desired ?? desired;
        expect({ at, desired: decide(plan, new Date(at)).desired }).toEqual({ at, desired });
      }
    }),
    { numRuns: 25 },
  );
});

test('a plan with one more override has the timeline that is computed for it alone', () => {
  const override = fc.record({
    from: fc.integer({ min: -5, max: 400 }),
    hours: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(
      schedule(),
      startOfSpan(),
      override,
      fc.boolean(),
      ({ value }, fromMs, { from, hours }, isOpen) => {
        const base = planOf(value);
        const startMs = fromMs + from * 3_600_000;
        const untilMs = startMs + hours * 3_600_000;
        const plan = withOverride(base, {
          desired: 'running',
          fromMs: isOpen ? undefined : startMs,
          untilMs,
          reason: undefined,
        });
        const span = { from: new Date(fromMs), to: new Date(fromMs + 12 * dayMs) };

        expect(overriddenTimeline(plan, span, timelineOf(base, span))).toEqual(timelineOf(plan, span));
      },
    ),
    { numRuns: 60 },
  );
});

test('away from changes of the clocks, decide is what the wall clock shows', () => {
  fc.assert(
    fc.property(
      schedule(),
      startOfSpan(),
      fc.integer({ min: 0, max: 100_000 }),
      ({ value, periods, holidays }, fromMs, minutes) => {
        const utcMs = fromMs + minutes * minuteMs;
        const timezone = value.timezone ?? 'UTC';
        const offsets = [-9, -4, 0, 1].map(
          (days) => wallClock(utcMs + days * dayMs, timezone) - utcMs - days * dayMs,
        );
        fc.pre(new Set(offsets).size === 1);
        const local = wallClock(utcMs, timezone);
        const isHoliday = holidays.includes(new Date(local).toISOString().slice(0, 10));
        const minuteOfWeek =
          new Date(local).getUTCDay() * 1440 +
          new Date(local).getUTCHours() * 60 +
          new Date(local).getUTCMinutes();
        const isOn = periods.some(
          ({ day, start, length }) => (minuteOfWeek - day * 1440 - start + 20_160) % 10_080 < length,
        );
        expect(decide(planOf(value), new Date(utcMs)).desired).toBe(
          isOn && !isHoliday ? 'running' : 'stopped',
        );
      },
    ),
    { numRuns: 400 },
  );
});

function schedule(): fc.Arbitrary<{ value: OffHoursSchedule; periods: Period[]; holidays: string[] }> {
  const period = fc.record({
    day: fc.integer({ min: 0, max: 6 }),
    start: fc.integer({ min: 0, max: 1439 }),
    length: fc.integer({ min: 1, max: 1440 }),
  });
  return fc
    .record({
      timezone: fc.constantFrom(...zones),
      periods: fc.array(period, { minLength: 1, maxLength: 4 }),
      holidays: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 30 }),
    })
    .map(({ timezone, periods, holidays: days }) => {
      const holidays = days.map((day) =>
        new Date(Date.UTC(2026, 0, 1) + day * dayMs).toISOString().slice(0, 10),
      );
      return { value: { timezone, running: periods.map(text), holidays }, periods, holidays };
    });
}

function text({ day, start, length }: Period): string {
  return `${names[day]} ${clock(start)}-${clock((start + length) % 1440)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** In 2026 to 2028, most often near the end of March or October. */
function startOfSpan(): fc.Arbitrary<number> {
  return fc
    .tuple(
      fc.constantFrom(2026, 2027, 2028),
      fc.constantFrom(2, 9, 10, 5),
      fc.integer({ min: 0, max: 30 * 1440 }),
    )
    .map(([year, month, minutes]) => Date.UTC(year, month, 1) + minutes * minuteMs);
}
