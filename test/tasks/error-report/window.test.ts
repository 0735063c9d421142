import fc from 'fast-check';
import {
  parseWindow,
  previousWindow,
  resolveWindow,
  type WindowPlace,
} from '../../../lib/tasks/error-report/window.ts';

const place = (slot: string, timezone = 'UTC', periodSeconds = 300): WindowPlace => ({
  slot: new Date(slot),
  timezone,
  periodSeconds,
});
const show = ({ start, end }: { start: Date; end: Date }) => `${start.toISOString()} ${end.toISOString()}`;
const resolve = (text: string, at: WindowPlace) => {
  const spec = parseWindow(text);
  if (spec === undefined) throw new Error(text);
  return { now: show(resolveWindow(spec, at)), before: show(previousWindow(spec, at)) };
};

describe('a window', () => {
  it('of hours ends with the last whole period', () => {
    expect(resolve('last 24h', place('2026-11-21T08:03:13Z'))).toEqual({
      now: '2026-11-20T08:00:00.000Z 2026-11-21T08:00:00.000Z',
      before: '2026-11-19T08:00:00.000Z 2026-11-20T08:00:00.000Z',
    });
  });

  it.each([
    ['yesterday', 'UTC', '2026-11-20T00:00:00.000Z 2026-11-21T00:00:00.000Z'],
    ['today', 'UTC', '2026-11-21T00:00:00.000Z 2026-11-22T00:00:00.000Z'],
    ['yesterday', 'America/New_York', '2026-11-20T05:00:00.000Z 2026-11-21T05:00:00.000Z'],
    ['yesterday', 'Asia/Kolkata', '2026-11-19T18:30:00.000Z 2026-11-20T18:30:00.000Z'],
    ['previous week', 'UTC', '2026-11-09T00:00:00.000Z 2026-11-16T00:00:00.000Z'],
    ['previous month', 'Europe/Berlin', '2026-09-30T22:00:00.000Z 2026-10-31T23:00:00.000Z'],
  ])('"%s" in %s', (text, timezone, expected) => {
    expect(resolve(text, place('2026-11-21T08:00:00Z', timezone)).now).toBe(expected);
  });

  it('of a day has 23 or 25 hours when the clocks change, also where midnight is skipped', () => {
    const hours = (slot: string, timezone: string) => {
      const [start = '', end = ''] = resolve('yesterday', place(slot, timezone)).now.split(' ');
      return (Date.parse(end) - Date.parse(start)) / 3_600_000;
    };

    expect(hours('2026-03-30T12:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-26T12:00:00Z', 'Europe/Berlin')).toBe(25);
    expect(hours('2018-11-05T12:00:00Z', 'America/Sao_Paulo')).toBe(23);
  });

  it.each(['last 0h', 'last 5 fortnights', 'tomorrow', 'constructor', 'last 3 constructor', ''])(
    '"%s" is none',
    (text) => {
      expect(parseWindow(text)).toBeUndefined();
    },
  );

  it('and the one before it always touch, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');
    const texts = fc.constantFrom(
      'last 24h',
      'last 90m',
      'yesterday',
      'previous week',
      'previous month',
      'today',
    );
    const slots = fc.date({ min: new Date('2012-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(texts, zones, slots, (text, timezone, slot) => {
        const spec = parseWindow(text);
        if (spec === undefined) return;
        const at = { slot, timezone, periodSeconds: 60 };
        const now = resolveWindow(spec, at);
        expect(previousWindow(spec, at).end).toEqual(now.start);
        expect(now.end.getTime()).toBeGreaterThan(now.start.getTime());
      }),
      { numRuns: 200 },
    );
  });
});
