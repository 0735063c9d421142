import { MetricMathError } from './error.ts';
import type { Operator } from './syntax.ts';
import { type MathSeries, type MathValue, requireSamePeriod, scalar, series, wrongType } from './values.ts';

const truth = (isTrue: boolean) => (isTrue ? 1 : 0);

const CALCULATIONS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? Number.NaN : left / right),
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
};

/**
 * An operator on scalars, series and arrays. Between two series a missing value counts as 0, and a division by zero
 * drops the point (CloudWatch User Guide, "Using metric math": basic arithmetic, comparison and logical operators).
 */
export function applyOperator(operator: Operator, left: MathValue, right: MathValue): MathValue {
  const calculate = (a: number, b: number) =>
    Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : CALCULATIONS[operator](a, b);
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalar(calculate(left.value, right.value));
  if (left.kind === 'array' || right.kind === 'array') return onArrays(operator, left, right);
  if (left.kind === 'series' && right.kind === 'series') {
    return { kind: 'series', series: onSeries(operator, [left.series, right.series], calculate) };
  }
  if (left.kind === 'series' && right.kind === 'scalar') {
    return onPoints(left.series, (value) => calculate(value, right.value));
  }
  if (left.kind === 'scalar' && right.kind === 'series') {
    return onPoints(right.series, (value) => calculate(left.value, value));
  }
  throw wrongType(`"${operator}"`, 'numbers or series', isOperand(left) ? right : left);
}

function isOperand(value: MathValue): boolean {
  return value.kind !== 'text' && value.kind !== 'keyword';
}

function onPoints(one: MathSeries, step: (value: number) => number): MathValue {
  const points = [...one.points].map(([at, value]) => [at, step(value)] as const);
  return { kind: 'series', series: series(one, points) };
}

function onSeries(
  operator: Operator,
  pair: readonly [MathSeries, MathSeries],
  calculate: (left: number, right: number) => number,
): MathSeries {
  const [left, right] = pair;
  requireSamePeriod(`"${operator}"`, pair);
  const times = new Set([...left.points.keys(), ...right.points.keys()]);
  const points = [...times].map(
    (at) => [at, calculate(left.points.get(at) ?? 0, right.points.get(at) ?? 0)] as const,
  );
  return series(left, points);
}

function onArrays(operator: Operator, left: MathValue, right: MathValue): MathValue {
  const size = Math.max(sizeOf(left), sizeOf(right));
  if (left.kind === 'array' && right.kind === 'array' && left.series.length !== right.series.length) {
    const sizes = `${left.series.length} and ${right.series.length}`;
    throw new MetricMathError(
      'WrongType',
      `"${operator}" needs arrays of equal length, not of ${sizes} series`,
    );
  }
  const results = Array.from({ length: size }, (_, index) => {
    const result = applyOperator(operator, elementOf(left, index), elementOf(right, index));
    if (result.kind !== 'series') throw wrongType(`"${operator}"`, 'series', result);
    return result.series;
  });
  return { kind: 'array', series: results };
}

function sizeOf(value: MathValue): number {
  return value.kind === 'array' ? value.series.length : 0;
}

function elementOf(value: MathValue, index: number): MathValue {
  if (value.kind !== 'array') return value;
  const one = value.series[index];
  if (one === undefined) throw new MetricMathError('WrongType', 'an array has no element to work on');
  return { kind: 'series', series: one };
}
