import { CHART_WIDTH, chartLegend, FRAME_LEFT } from './chart-legend.ts';
import { type DrawnLine, drawLine, round, type Spot } from './chart-path.ts';
import { type Tick, timeTicks, valueTicks } from './chart-scale.ts';
import { COLOURS, chartText } from './chart-text.ts';
import type { PointView, ReportView, SeriesView } from './report-view.ts';

const HEIGHT = 210;
const FRAME = { left: FRAME_LEFT, right: 12, top: 34, bottom: 28 } as const;
/** More points than this are drawn with a thinner line. */
const DENSE = 120;

interface Scales {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly values: readonly Tick[];
  readonly times: readonly Tick[];
  /** Pixels of one period. */
  readonly step: number;
}

/**
 * The chart of a series as SVG: this window as a filled line, the one before as a thin grey one under it, the limit as a
 * dashed red line; they differ in shape as well as in colour. Made by hand: it is small, the same everywhere, and quick
 * (no chart library is loaded).
 */
export function chartSvg(
  series: SeriesView,
  report: Pick<ReportView, 'window' | 'previousWindow' | 'timezone'>,
): string {
  const start = Date.parse(report.window.start);
  const points = toPairs(series.points);
  const earlier =
    report.previousWindow === undefined
      ? []
      : shift(series.previousPoints, start - Date.parse(report.previousWindow.start));
  const scales = makeScales(series, [...points, ...earlier], {
    start,
    end: Date.parse(report.window.end),
    timeZone: report.timezone,
  });
  const parts = [
    grid(scales),
    area(points, scales),
    line(earlier, scales, { colour: COLOURS.previous, width: 1.3, dot: ring }),
    line(points, scales, { colour: COLOURS.line, width: points.length > DENSE ? 1.6 : 2.2, dot: disc }),
    limitLine(series, scales),
    chartLegend(series, report),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART_WIDTH} ${HEIGHT}" font-family="Inter,sans-serif" font-size="13"><rect width="${CHART_WIDTH}" height="${HEIGHT}" rx="6" fill="${COLOURS.ground}"/>${parts.join('')}</svg>`;
}

type Pair = readonly [at: number, value: number];

function toPairs(points: readonly PointView[]): readonly Pair[] {
  return points.map(({ at, value }) => [Date.parse(at), value]);
}

function shift(points: readonly PointView[], byMs: number): readonly Pair[] {
  return toPairs(points).map(([at, value]) => [at + byMs, value]);
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly timeZone: string;
}

function makeScales(series: SeriesView, pairs: readonly Pair[], { start, end, timeZone }: Span): Scales {
  const all = [
    ...pairs.map(([, value]) => value),
    ...(series.limit === undefined ? [] : [series.limit.value]),
  ];
  const low = all.reduce((least, value) => Math.min(least, value), 0);
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  const values = valueTicks(low, high);
  const bottom = values[0]?.at ?? 0;
  const top = values.at(-1)?.at ?? 1;
  const width = CHART_WIDTH - FRAME.left - FRAME.right;
  const height = HEIGHT - FRAME.top - FRAME.bottom;
  return {
    x: (at) => FRAME.left + (width * (at - start)) / (end - start),
    y: (value) => FRAME.top + height * (1 - (value - bottom) / (top - bottom)),
    values,
    times: timeTicks(start, end, timeZone),
    step: (width * series.periodSeconds * 1_000) / (end - start),
  };
}

function grid({ x, y, values, times }: Scales): string {
  const right = CHART_WIDTH - FRAME.right;
  const rows = values.map(({ at, label }) => {
    const height = round(y(at));
    return `<path d="M${FRAME.left} ${height}H${right}" stroke="${COLOURS.grid}"/>${chartText(label, { x: FRAME.left - 6, y: height + 4.5, anchor: 'end' })}`;
  });
  const bottom = HEIGHT - FRAME.bottom;
  const columns = times.map(({ at, label }) => {
    const left = Math.min(Math.max(x(at), FRAME.left), right);
    const tick = `<path d="M${round(left)} ${bottom}v4" stroke="${COLOURS.text}"/>`;
    const anchor = left > right - 18 ? 'end' : left < FRAME.left + 18 ? 'start' : 'middle';
    return `${tick}${chartText(label, { x: left, y: bottom + 19, anchor })}`;
  });
  return [...rows, ...columns].join('');
}

interface LineStyle {
  readonly colour: string;
  readonly width: number;
  /** A point that stands alone. */
  readonly dot: (spot: Spot, colour: string) => string;
}

function line(pairs: readonly Pair[], scales: Scales, { colour, width, dot }: LineStyle): string {
  const { path, lonely } = draw(pairs, scales);
  const dots = lonely.map((spot) => dot(spot, colour)).join('');
  if (path === '') return dots;
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>${dots}`;
}

function disc({ x, y }: Spot, colour: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.6" fill="${colour}"/>`;
}

function ring({ x, y }: Spot, colour: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.2" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

function area(pairs: readonly Pair[], scales: Scales): string {
  const { path } = draw(pairs, scales);
  const floor = round(scales.y(Math.max(0, scales.values[0]?.at ?? 0)));
  return path === '' ? '' : `<path d="${closed(path, floor)}" fill="${COLOURS.area}"/>`;
}

/** A point stands in the middle of its period. */
function draw(pairs: readonly Pair[], { x, y, step }: Scales): DrawnLine {
  const spots = pairs.map(([at, value]) => ({ x: x(at) + step / 2, y: y(value) }));
  return drawLine(spots, step * 1.5);
}

function closed(path: string, floor: number): string {
  const runs = path.split('M').filter((run) => run !== '');
  return runs
    .map((run) => {
      const first = run.slice(0, run.indexOf(' '));
      const last = run.slice(run.lastIndexOf('L') + 1).split(' ')[0];
      return `M${run}L${last} ${floor}L${first} ${floor}Z`;
    })
    .join('');
}

function limitLine({ limit }: SeriesView, { y }: Scales): string {
  if (limit === undefined) return '';
  const height = round(y(limit.value));
  return `<path d="M${FRAME.left} ${height}H${CHART_WIDTH - FRAME.right}" stroke="${COLOURS.limit}" stroke-width="1.5" stroke-dasharray="9 4"/>`;
}
