import {
  type MathSeries,
  type MathValue,
  mapSeries,
  requireSamePeriod,
  series,
  wrongType,
} from './values.ts';
import { type MathWindow, periodStarts } from './window.ts';

/**
 * FILL(series, number | series | REPEAT | LINEAR): a value for every period of the window that has none. REPEAT has
 * nothing to repeat before the first point, and LINEAR fills only between two points.
 */
export function fill([value, filler]: readonly MathValue[], window: MathWindow): MathValue {
  if (value === undefined) throw wrongType('FILL', 'a series', value);
  return mapSeries(value, 'FILL', (one) => {
    const missing = periodStarts(window, one.periodSeconds).filter((at) => !one.points.has(at));
    const guess = guesser(one, filler);
    const filled = missing.flatMap((at) => {
      const number = guess(at);
      return number === undefined ? [] : [[at, number] as const];
    });
    return series(one, [...one.points, ...filled]);
  });
}

function guesser(one: MathSeries, filler: MathValue | undefined): (at: number) => number | undefined {
  if (filler?.kind === 'scalar') return () => filler.value;
  if (filler?.kind === 'series') {
    requireSamePeriod('FILL', [one, filler.series]);
    return (at) => filler.series.points.get(at);
  }
  const points = [...one.points].map(([at, value]) => ({ at, value }));
  if (filler?.kind === 'keyword' && filler.name === 'REPEAT')
    return (at) => points[countBefore(points, at) - 1]?.value;
  if (filler?.kind === 'keyword' && filler.name === 'LINEAR') return (at) => interpolate(points, at);
  throw wrongType('FILL', 'a number, a series, REPEAT or LINEAR as filler', filler);
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** How many of the points, which are in order, lie before the time. */
function countBefore(points: readonly Point[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function interpolate(points: readonly Point[], at: number): number | undefined {
  const next = countBefore(points, at);
  const before = points[next - 1];
  const after = points[next];
  if (before === undefined || after === undefined) return undefined;
  const share = (at - before.at) / (after.at - before.at);
  return before.value + share * (after.value - before.value);
}
