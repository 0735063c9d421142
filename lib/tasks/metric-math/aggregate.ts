import { type MathSeries, type MathValue, requireSamePeriod, scalar, series, wrongType } from './values.ts';
import { type MathWindow, periodStarts } from './window.ts';

type Aggregate = 'SUM' | 'AVG' | 'MIN' | 'MAX';

/**
 * SUM, AVG, MIN and MAX: of a series a number, of an array a series. For AVG a missing value counts as 0, as
 * documented; SUM, MIN and MAX look at the values that there are.
 */
export function aggregate(name: Aggregate, value: MathValue | undefined, window: MathWindow): MathValue {
  if (value?.kind === 'series') {
    const periods = periodStarts(window, value.series.periodSeconds).length;
    return scalar(combine(name, [...value.series.points.values()], periods));
  }
  if (value?.kind === 'array') return { kind: 'series', series: acrossSeries(name, value.series) };
  throw wrongType(name, 'a series or an array of series', value);
}

function acrossSeries(name: Aggregate, all: readonly MathSeries[]): MathSeries {
  requireSamePeriod(name, all);
  const times = new Set(all.flatMap(({ points }) => [...points.keys()]));
  const like = { label: name, periodSeconds: all[0]?.periodSeconds ?? 60, points: new Map() };
  const combined = [...times].map((at) => {
    const values = all.flatMap(({ points }) => points.get(at) ?? []);
    return [at, combine(name, values, all.length)] as const;
  });
  return series(like, combined);
}

/** NaN when there is no value at all. */
function combine(name: Aggregate, values: readonly number[], size: number): number {
  if (values.length === 0) return Number.NaN;
  switch (name) {
    case 'SUM':
      return values.reduce((sum, value) => sum + value, 0);
    case 'AVG':
      return values.reduce((sum, value) => sum + value, 0) / Math.max(size, values.length);
    case 'MIN':
      return values.reduce((least, value) => Math.min(least, value));
    case 'MAX':
      return values.reduce((most, value) => Math.max(most, value));
  }
}
