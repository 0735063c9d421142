import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { chartAlt } from '../../lib/report/chart-alt.ts';
import { drawLine } from '../../lib/report/chart-path.ts';
import { timeTicks, valueTicks } from '../../lib/report/chart-scale.ts';
import { chartSvg } from '../../lib/report/chart-svg.ts';
import { COLOURS } from '../../lib/report/chart-text.ts';
import { verdictMark } from '../../lib/report/marks.ts';
import { loadRasterizer } from '../../lib/report/raster.ts';
import type { ReportView } from '../../lib/report/report-view.ts';
import { loadChartAssets } from '../fakes/chart-assets.ts';
import { decodePng, pictureDifference } from '../fakes/png.ts';
import { busyReport, exampleReport } from '../fakes/report.ts';

// Pictures take seconds where the machine is busy.
jest.setTimeout(60_000);

const rasterizer = loadChartAssets().then(loadRasterizer);
const firstSvg = (report: ReportView) => {
  const [series] = report.series;
  if (series === undefined) throw new Error('the report has a series');
  return chartSvg(series, report);
};

describe('a chart', () => {
  it.each([
    ['document-000', exampleReport()],
    ['busy', busyReport()],
  ])('looks as it did: %s', async (name, report) => {
    const png = (await rasterizer)(firstSvg(report));
    const golden = new URL(`golden/${name}.png`, import.meta.url);
    if (!existsSync(golden) || process.env['ACCEPT'] === '1') writeFileSync(golden, png);

    expect(pictureDifference(decodePng(png), decodePng(readFileSync(golden)))).toBeLessThan(0.002);
  });

  it('has text: without a font the renderer would drop it and say nothing', async () => {
    const svg = firstSvg(exampleReport());
    const render = await rasterizer;

    const withText = decodePng(render(svg));
    const without = decodePng(render(svg.replace(/<text[^>]*>[^<]*<\/text>/g, '')));

    expect(pictureDifference(withText, without)).toBeGreaterThan(0.008);
    await expect(loadRasterizer({ wasm: new Uint8Array(), fonts: [] })).rejects.toThrow('charts need a font');
  });

  it('escapes what it is given', () => {
    const report = exampleReport();
    const svg = firstSvg({ ...report, window: { ...report.window, label: '</text><script>' } });

    expect(svg).not.toContain('<script>');
  });

  it('says in words what it shows', () => {
    const [series] = exampleReport().series;

    expect(series && chartAlt(series, exampleReport())).toBe(
      'Chart of ErrorRate, yesterday: one point, 0.45 at 20 Nov 04:00, limit 0.2, before: 0.15 = 3/20',
    );
  });
});

describe('a line', () => {
  const spots = (...xs: number[]) => xs.map((x) => ({ x, y: 1 }));

  it('breaks where points are missing, and shows points that stand alone', () => {
    const { path, lonely } = drawLine(spots(0, 1, 2, 6, 10, 11), 1.5);

    expect(path.match(/M/g)).toHaveLength(2);
    expect(lonely).toEqual([{ x: 6, y: 1 }]);
  });

  it('keeps highs and lows of many points', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      x: index / 100,
      y: index === 5_555 ? 99 : 1,
    }));

    const { path } = drawLine(many, 1);

    expect(path).toContain('99');
    expect(path.length).toBeLessThan(6_000);
  });
});

describe('ticks', () => {
  it('hold all values, are few and lie on round numbers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (low, reach) => {
          const high = low + reach;
          const ticks = valueTicks(low, high);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(8);
          expect(ticks[0]?.at).toBeLessThanOrEqual(low + (Math.abs(low) + reach) * 1e-6 + 1e-9);
          expect(ticks.at(-1)?.at).toBeGreaterThanOrEqual(high - (Math.abs(high) + reach) * 1e-6 - 1e-9);
        },
      ),
    );
  });

  it('of a day are hours of the zone', () => {
    const start = Date.parse('2026-11-19T23:00:00Z');
    const labels = timeTicks(start, start + 86_400_000, 'Europe/Berlin').map(({ label }) => label);

    expect(labels).toEqual(['00:00', '06:00', '12:00', '18:00', '00:00']);
  });

  it('of a week are days', () => {
    const start = Date.parse('2026-11-09T00:00:00Z');
    const labels = timeTicks(start, start + 7 * 86_400_000, 'UTC').map(({ label }) => label);

    expect(labels[0]).toMatch(/ Nov$/);
    expect(labels.length).toBeLessThanOrEqual(7);
  });
});

describe('colours', () => {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string) => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  const verdicts = (['good', 'breach', 'unsure', 'no-data', 'unjudged'] as const).map((level) => ({
    name: `the verdict ${level}`,
    colour: verdictMark(level).colour,
    ground: '#ffffff',
    least: 4.5,
  }));

  it.each([
    { name: 'text', colour: COLOURS.text, ground: COLOURS.ground, least: 4.5 },
    { name: 'the line', colour: COLOURS.line, ground: COLOURS.area, least: 3 },
    { name: 'the window before', colour: COLOURS.previous, ground: COLOURS.ground, least: 3 },
    { name: 'the window before, over the area', colour: COLOURS.previous, ground: COLOURS.area, least: 3 },
    { name: 'the limit', colour: COLOURS.limit, ground: COLOURS.area, least: 3 },
    ...verdicts,
  ])('of $name stand out', ({ colour, ground, least }) => {
    expect(contrast(colour, ground)).toBeGreaterThanOrEqual(least);
  });
});
