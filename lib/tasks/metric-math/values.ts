import { MetricMathError } from './error.ts';

/** Points of one metric or expression, by the start of their period. A missing point is absent, never zero. */
export interface MathSeries {
  readonly label: string;
  readonly periodSeconds: number;
  /** Key: epoch milliseconds of the period's start, ascending. */
  readonly points: ReadonlyMap<number, number>;
}

export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: MathSeries }
  | { readonly kind: 'array'; readonly series: readonly MathSeries[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'keyword'; readonly name: string };

/** A scalar as a value. NaN stands for "no value" and never becomes a point. */
export function scalar(value: number): MathValue {
  return { kind: 'scalar', value };
}

/** A series as a value; points that are no finite number are dropped, and the rest is sorted by time. */
export function series(like: MathSeries, points: Iterable<readonly [number, number]>): MathSeries {
  const finite = [...points].filter(([, value]) => Number.isFinite(value)).sort(([a], [b]) => a - b);
  return { label: like.label, periodSeconds: like.periodSeconds, points: new Map(finite) };
}

/** The same step on a series or on each series of an array. */
export function mapSeries(value: MathValue, name: string, step: (one: MathSeries) => MathSeries): MathValue {
  if (value.kind === 'series') return { kind: 'series', series: step(value.series) };
  if (value.kind === 'array') return { kind: 'array', series: value.series.map(step) };
  throw wrongType(name, 'a series or an array of series', value);
}

/** Says which operand is of the wrong type: `ABS needs a series …, not a number`. */
export function wrongType(name: string, needed: string, value: MathValue | undefined): MetricMathError {
  const words = {
    scalar: 'a number',
    series: 'a series',
    array: 'an array of series',
    text: 'text',
  } as const;
  const given = value === undefined ? 'nothing' : value.kind === 'keyword' ? value.name : words[value.kind];
  return new MetricMathError('WrongType', `${name} needs ${needed}, not ${given}`);
}

/** Series of different periods can only be brought together by CloudWatch itself. */
export function requireSamePeriod(name: string, all: readonly MathSeries[]): void {
  const [first] = all;
  const other = all.find(({ periodSeconds }) => periodSeconds !== first?.periodSeconds);
  if (first === undefined || other === undefined) return;
  const periods = `"${first.label}" (${first.periodSeconds} s) and "${other.label}" (${other.periodSeconds} s)`;
  throw new MetricMathError(
    'Unsupported',
    `${name} of ${periods}: different periods are brought together by CloudWatch only`,
  );
}
