import { type MathSeries, type MathValue, requireSamePeriod, scalar, series, wrongType } from './values.ts';

type Branch =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: MathSeries };

/**
 * IF(condition, whenTrue, whenFalse?), with a series as condition decided period by period (CloudWatch User Guide,
 * "Using metric math": using IF expressions): a missing true value counts as 0, a missing false value drops the point.
 */
export function choose([condition, whenTrue, whenFalse]: readonly MathValue[]): MathValue {
  const yes = toBranch(whenTrue, 'a number or one series when true');
  const no = whenFalse === undefined ? undefined : toBranch(whenFalse, 'a number or one series when false');
  if (condition?.kind === 'scalar') return chooseWhole(condition.value !== 0 ? yes : no, yes);
  if (condition?.kind !== 'series') throw wrongType('IF', 'a number or one series as condition', condition);
  const branches = [yes, no].flatMap((branch) => (branch?.kind === 'series' ? [branch.series] : []));
  requireSamePeriod('IF', [condition.series, ...branches]);
  const points = [...condition.series.points].flatMap(([at, decision]) => {
    const value = decision === 0 ? valueAt(no, at) : (valueAt(yes, at) ?? 0);
    return value === undefined ? [] : [[at, value] as const];
  });
  return { kind: 'series', series: series(condition.series, points) };
}

function toBranch(value: MathValue | undefined, needed: string): Branch {
  if (value?.kind === 'scalar' || value?.kind === 'series') return value;
  throw wrongType('IF', needed, value);
}

function chooseWhole(chosen: Branch | undefined, like: Branch): MathValue {
  if (chosen !== undefined) return chosen;
  return like.kind === 'series' ? { kind: 'series', series: series(like.series, []) } : scalar(Number.NaN);
}

function valueAt(branch: Branch | undefined, at: number): number | undefined {
  if (branch === undefined) return undefined;
  return branch.kind === 'scalar' ? branch.value : branch.series.points.get(at);
}
