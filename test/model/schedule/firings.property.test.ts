import fc from 'fast-check';
import { nextFirings, previousFiring } from '../../../lib/model/schedule/firings.ts';
import { parseSchedule } from '../../../lib/model/schedule/parse.ts';
import type { Schedule } from '../../../lib/model/schedule/schedule.ts';
import { arbitraryCron } from './arbitrary-cron.ts';
import { walk, wallClock } from './minute-walker.ts';

const dayMs = 86_400_000;
const runs = Number(process.env['NIGHTSHIFT_PROPERTY_RUNS'] ?? 40);
const zones = [
  'UTC',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Antarctica/Troll',
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Caracas',
  'Asia/Pyongyang',
  'Pacific/Kiritimati',
  'Pacific/Kwajalein',
  'Africa/Cairo',
  'Asia/Gaza',
  'America/Havana',
  'Europe/Istanbul',
  'Europe/Moscow',
  'Pacific/Chatham',
];
const changes = new Map(zones.map((timezone) => [timezone, changesOf(timezone)]));

test('next and previous agree with a walk through every minute, over many zones and years', () => {
  fc.assert(
    fc.property(arbitraryCron, arbitrarySpan(), (cron, span) => {
      const schedule = parsed(cron.text);
      const truth = walk(cron, span);
      const answer = nextFirings({
        schedule,
        timezone: span.timezone,
        after: new Date(span.fromMs - 1),
        count: truth.length + 1,
      });
      const found = answer.kind === 'firings' ? answer.times.map((time) => time.getTime()) : [];
      expect(found.filter((time) => time < span.toMs)).toEqual(truth);

      const last = previousFiring({ schedule, timezone: span.timezone, at: new Date(span.toMs - 1) });
      const lastMs = last.kind === 'firing' ? last.time.getTime() : 0;
      expect(lastMs >= span.fromMs ? lastMs : undefined).toEqual(truth.at(-1));
    }),
    { numRuns: runs },
  );
});

test('days of the month agree with a walk through every day of four years', () => {
  fc.assert(
    fc.property(arbitraryCron, fc.integer({ min: 1970, max: 2195 }), (cron, year) => {
      const [minute, hour, ...days] = cron.text.slice('cron('.length, -1).split(' ');
      expect([minute, hour]).not.toContain(undefined);
      const schedule = parsed(`cron(0 0 ${days.join(' ')})`);
      const fromMs = Date.UTC(year, 0, 1);
      const toMs = Date.UTC(year + 4, 0, 1);
      const truth: number[] = [];
      for (let day = fromMs; day < toMs; day += dayMs) if (cron.day(new Date(day))) truth.push(day);
      const answer = nextFirings({ schedule, after: new Date(fromMs - 1), count: truth.length + 1 });
      const found = answer.kind === 'firings' ? answer.times.map((time) => time.getTime()) : [];
      expect(found.filter((time) => time < toMs)).toEqual(truth);
    }),
    { numRuns: runs * 2 },
  );
});

/** About two days somewhere, most often around a change of the clocks. */
function arbitrarySpan(): fc.Arbitrary<{ timezone: string; fromMs: number; toMs: number }> {
  const anywhere = fc.integer({ min: Date.UTC(1973, 0, 1) / 1000, max: Date.UTC(2099, 0, 1) / 1000 });
  return fc.constantFrom(...zones).chain((timezone) => {
    const known = changes.get(timezone) ?? [];
    const near = known.length === 0 ? anywhere : fc.constantFrom(...known).map((dayStart) => dayStart / 1000);
    return fc
      .tuple(
        fc.oneof({ arbitrary: near, weight: 3 }, { arbitrary: anywhere, weight: 1 }),
        fc.integer({ min: 0, max: 130_000 }),
      )
      .map(([second, back]) => {
        const fromMs = (second - back) * 1000;
        return { timezone, fromMs, toMs: fromMs + 2 * dayMs };
      });
  });
}

/** The UTC days, from 1973 to 2040, on which a zone changes its offset. */
function changesOf(timezone: string): number[] {
  const found: number[] = [];
  for (let year = 1973; year <= 2040; year += 1) {
    for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 8 * dayMs) {
      if (offset(day, timezone) === offset(day + 8 * dayMs, timezone)) continue;
      for (let one = day; one < day + 8 * dayMs; one += dayMs) {
        if (offset(one, timezone) !== offset(one + dayMs, timezone)) found.push(one);
      }
    }
  }
  return found;
}

function offset(utcMs: number, timezone: string): number {
  return wallClock(utcMs, timezone) - utcMs;
}

function parsed(text: string): Schedule {
  const schedule = parseSchedule(text);
  if (schedule.kind === 'error') throw new Error(`${text}: ${schedule.message}`);
  return schedule;
}
