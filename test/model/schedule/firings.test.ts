import { nextFirings, previousFiring, type ScheduleTiming } from '../../../lib/model/schedule/firings.ts';
import { formatUtc } from '../../../lib/model/schedule/instant.ts';
import { parseSchedule } from '../../../lib/model/schedule/parse.ts';
import type { Schedule } from '../../../lib/model/schedule/schedule.ts';

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text);
  if (parsed.kind === 'error') throw new Error(parsed.message);
  return parsed;
}

function next(text: string, after: string, rest: Partial<ScheduleTiming> & { count?: number } = {}): unknown {
  const answer = nextFirings({ count: 3, ...rest, schedule: schedule(text), after: new Date(after) });
  return answer.kind === 'firings' ? answer.times.map(formatUtc) : answer.reason;
}

function previous(text: string, at: string, rest: Partial<ScheduleTiming> = {}): unknown {
  const answer = previousFiring({ ...rest, schedule: schedule(text), at: new Date(at) });
  return answer.kind === 'firing' ? formatUtc(answer.time) : answer;
}

const berlin = { timezone: 'Europe/Berlin' };

test('a firing at the very instant counts as past for next and as present for previous', () => {
  expect(next('cron(0 2 * * ? *)', '2026-03-06T02:00:00Z', { count: 1 })).toEqual(['2026-03-07T02:00:00Z']);
  expect(next('cron(0 2 * * ? *)', '2026-03-06T01:59:59.999Z', { count: 1 })).toEqual([
    '2026-03-06T02:00:00Z',
  ]);
  expect(previous('cron(0 2 * * ? *)', '2026-03-06T02:00:00Z')).toBe('2026-03-06T02:00:00Z');
  expect(previous('cron(0 2 * * ? *)', '2026-03-06T01:59:59Z')).toBe('2026-03-05T02:00:00Z');
});

test('a local time that daylight saving skips does not fire', () => {
  expect(next('cron(30 2 * * ? *)', '2026-03-28T00:00:00Z', berlin)).toEqual([
    '2026-03-28T01:30:00Z',
    '2026-03-30T00:30:00Z',
    '2026-03-31T00:30:00Z',
  ]);
  expect(previous('cron(30 2 * * ? *)', '2026-03-29T12:00:00Z', berlin)).toBe('2026-03-28T01:30:00Z');
});

test('a repeated local time fires once, at its first occurrence', () => {
  expect(next('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z', { ...berlin, count: 2 })).toEqual([
    '2026-10-25T00:30:00Z',
    '2026-10-26T01:30:00Z',
  ]);
  expect(next('cron(0/30 * * * ? *)', '2026-10-25T00:00:00Z', { ...berlin, count: 3 })).toEqual([
    '2026-10-25T00:30:00Z',
    '2026-10-25T02:00:00Z',
    '2026-10-25T02:30:00Z',
  ]);
  expect(previous('cron(30 2 * * ? *)', '2026-10-25T01:45:00Z', berlin)).toBe('2026-10-25T00:30:00Z');
});

test('a day that the date line takes away does not fire', () => {
  expect(next('cron(0 12 * * ? *)', '2011-12-29T00:00:00Z', { timezone: 'Pacific/Apia', count: 2 })).toEqual([
    '2011-12-29T22:00:00Z',
    '2011-12-30T22:00:00Z',
  ]);
});

test('start and end are inclusive bounds', () => {
  const bounds = { start: new Date('2026-03-10T02:00:00Z'), end: new Date('2026-03-11T02:00:00Z') };
  expect(next('cron(0 2 * * ? *)', '2026-03-01T00:00:00Z', bounds)).toEqual([
    '2026-03-10T02:00:00Z',
    '2026-03-11T02:00:00Z',
  ]);
  expect(previous('cron(0 2 * * ? *)', '2026-04-01T00:00:00Z', bounds)).toBe('2026-03-11T02:00:00Z');
  expect(previous('cron(0 2 * * ? *)', '2026-03-10T01:00:00Z', bounds)).toEqual({ kind: 'none' });
});

test('a rate is counted from its anchor, or from start, or refused', () => {
  const anchor = new Date('2026-03-06T00:02:00Z');
  expect(next('rate(5 minutes)', '2026-03-06T00:00:00Z', { anchor })).toEqual([
    '2026-03-06T00:02:00Z',
    '2026-03-06T00:07:00Z',
    '2026-03-06T00:12:00Z',
  ]);
  expect(next('rate(1 day)', '2026-03-28T12:00:00Z', { start: anchor, count: 1 })).toEqual([
    '2026-03-29T00:02:00Z',
  ]);
  expect(previous('rate(5 minutes)', '2026-03-06T00:11:59Z', { anchor })).toBe('2026-03-06T00:07:00Z');
  expect(previous('rate(5 minutes)', '2026-03-06T00:01:00Z', { anchor })).toEqual({ kind: 'none' });
  expect(next('rate(5 minutes)', '2026-03-06T00:00:00Z')).toBe(
    'rate(5 minutes) counts from its creation, which is unknown here: give a time to count from',
  );
});

test('an at fires once, on the wall clock of its zone', () => {
  expect(next('at(2026-07-01T09:00:00)', '2026-03-06T00:00:00Z', berlin)).toEqual(['2026-07-01T07:00:00Z']);
  expect(next('at(2026-07-01T09:00:00)', '2026-07-01T07:00:00Z', berlin)).toEqual([]);
  expect(next('at(2026-03-29T02:30:00)', '2026-03-06T00:00:00Z', berlin)).toEqual([]);
  expect(previous('at(2026-07-01T09:00:00)', '2026-08-01T00:00:00Z', berlin)).toBe('2026-07-01T07:00:00Z');
});

test('an unknown time zone is refused by name', () => {
  expect(next('cron(0 2 * * ? *)', '2026-03-06T00:00:00Z', { timezone: 'Europe/Berln' })).toBe(
    'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
  );
});

test('a schedule that never fires says so instead of searching forever', () => {
  expect(next('cron(0 0 30 2 ? *)', '2026-03-06T00:00:00Z', berlin)).toEqual([]);
  expect(next('cron(0 0 31 4,6,9,11 ? *)', '2026-03-06T00:00:00Z')).toEqual([]);
  expect(next('cron(0 0 1 1 ? 2025)', '2026-03-06T00:00:00Z')).toEqual([]);
  expect(previous('cron(0 0 30 2 ? *)', '2026-03-06T00:00:00Z')).toEqual({ kind: 'none' });
  expect(next('cron(0 0 1 1 ? *)', '2198-06-01T00:00:00Z')).toEqual(['2199-01-01T00:00:00Z']);
});
