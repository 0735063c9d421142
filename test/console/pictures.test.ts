import { describe, expect, test } from '@jest/globals';
import { viewSchedule } from '../../lib/console/schedule-view.ts';
import { countDays, describeTotal, strip } from '../../lib/console/strip.ts';
import { timeline } from '../../lib/console/timeline.ts';
import { formatClock, formatDistance, formatDuration } from '../../lib/console/times.ts';
import { endedSlot } from '../fakes/console.ts';
import { textOf } from './visit.ts';

const viewer = { now: new Date('2026-11-05T12:00:00Z'), timezone: 'Europe/Berlin' };

describe('the strip of days', () => {
  test("counts by the viewer's calendar, across the night on which the clocks change", () => {
    // In Berlin 25 October 2026 has 25 hours: it ends at 23:00 UTC.
    const slots = [
      '2026-10-25T23:00:00Z',
      '2026-10-25T22:59:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-24T21:59:00Z',
    ].map((slot) => endedSlot({ job: 'a', slot }));

    const days = countDays(slots, viewer);
    const counts = days.flatMap(({ start, counts }) =>
      counts['succeeded'] === undefined
        ? []
        : [`${formatClock(start, viewer.timezone)}: ${counts['succeeded']}`],
    );

    expect(days).toHaveLength(30);
    expect(counts).toEqual(['Sat 24 Oct 00:00: 1', 'Sun 25 Oct 00:00: 2', 'Mon 26 Oct 00:00: 1']);
  });

  test('leaves out what is older than the first day', () => {
    const slots = [endedSlot({ job: 'a', slot: '2026-10-01T00:00:00Z', state: 'failed' })];

    expect(describeTotal(countDays(slots, viewer), viewer)).toBe('no run');
  });

  test('shows a day with one failure among many as failed in part, one with failures only as failed', async () => {
    const at = (slot: string, state: 'failed' | 'succeeded') => endedSlot({ job: 'a', slot, state });
    const slots = [
      at('2026-11-04T03:00:00Z', 'failed'),
      at('2026-11-03T04:00:00Z', 'succeeded'),
      at('2026-11-03T03:00:00Z', 'failed'),
    ];

    const picture = String(await strip(countDays(slots, viewer), viewer));

    expect(picture).toContain('<title>Tue 3 Nov: 1 succeeded, 1 failed</title><rect class="good"');
    expect(picture).toContain('<title>Wed 4 Nov: 1 failed</title><rect class="bad"');
  });
});

describe('the next 24 hours', () => {
  const rowOf = (expression: string, timezone?: string) => ({
    job: 'a',
    schedule: viewSchedule(
      { name: 'a', schedule: { expression, ...(timezone === undefined ? {} : { timezone }) } },
      undefined,
    ),
    isPaused: false,
  });

  test('tell the times in words on both clocks', async () => {
    const text = textOf(String(await timeline([rowOf('cron(0 18 * * ? *)', 'America/New_York')], viewer)));

    expect(text).toContain('00:00 (18:00 America/New_York)');
  });

  test('are a band where marks would touch', async () => {
    const picture = String(await timeline([rowOf('cron(0/5 * * * ? *)')], viewer));

    expect(picture).toContain('class="band"');
    expect(picture).not.toContain('class="mark"');
    expect(textOf(picture)).toContain('288 times, first');
  });

  test('of a rate that never ran are not known', async () => {
    expect(textOf(String(await timeline([rowOf('rate(5 minutes)')], viewer)))).toContain(
      'not known before its first run',
    );
  });
});

test.each([
  [4_230, '4.2 s'],
  [59_400, '59 s'],
  [192_000, '3 min 12 s'],
  [900_000, '15 min'],
  [7_500_000, '2 h 5 min'],
])('%d ms are written "%s"', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test.each([
  ['2026-11-05T12:00:20Z', 'in a moment'],
  ['2026-11-05T11:48:00Z', '12 min ago'],
  ['2026-11-06T12:00:00Z', 'in 24 h'],
  ['2026-11-02T11:00:00Z', '3 days ago'],
])('%s is %s', (time, words) => {
  expect(formatDistance(new Date(time), viewer.now)).toBe(words);
});
