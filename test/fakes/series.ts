import type { MathScope } from '../../lib/tasks/metric-math/evaluate.ts';
import type { MathSeries } from '../../lib/tasks/metric-math/values.ts';

const START = Date.parse('2026-11-20T04:00:00Z');
const PERIOD_SECONDS = 300;

/** A series of five-minute points from 04:00; `undefined` is a missing one. */
export function mathSeries(label: string, values: readonly (number | undefined)[]): MathSeries {
  const points = values.flatMap((value, index) =>
    value === undefined ? [] : [[START + index * PERIOD_SECONDS * 1_000, value] as const],
  );
  return { label, periodSeconds: PERIOD_SECONDS, points: new Map(points) };
}

/** A scope over exactly as many periods as the longest list of values has. */
export function mathScope(metrics: Readonly<Record<string, readonly (number | undefined)[]>>): MathScope {
  const periods = Math.max(0, ...Object.values(metrics).map((values) => values.length));
  return {
    window: { start: new Date(START), end: new Date(START + periods * PERIOD_SECONDS * 1_000) },
    metrics: new Map(Object.entries(metrics).map(([id, values]) => [id, mathSeries(id, values)])),
    expressions: new Map(),
  };
}

/** The values of a series period by period, over as many periods as said. */
export function valuesOf({ points }: MathSeries, periods: number): readonly (number | undefined)[] {
  return Array.from({ length: periods }, (_, index) => points.get(START + index * PERIOD_SECONDS * 1_000));
}
