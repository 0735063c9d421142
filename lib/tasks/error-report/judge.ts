import type { ErrorReportSettings } from './definition.ts';
import type { Judgement, SeriesFigure } from './report.ts';
import { formatNumber, numberOf } from './words.ts';

export type Threshold = NonNullable<ErrorReportSettings['thresholds']>[number];

interface Case {
  readonly figure: SeriesFigure;
  readonly previous: SeriesFigure | undefined;
}

const WEIGHT = { none: 0, within: 1, unsure: 2, breach: 3 } as const;

/** Thresholds that speak of a series, by id, by label or by `*`. */
export function thresholdsFor(
  series: { readonly id: string; readonly label: string },
  thresholds: readonly Threshold[],
): readonly Threshold[] {
  return thresholds.filter(({ series: name }) => name === '*' || name === series.id || name === series.label);
}

/** The gravest of what the thresholds say of a figure. */
export function judge(given: Case, thresholds: readonly Threshold[]): Judgement {
  return thresholds
    .flatMap((threshold) => judgeOne(given, threshold))
    .reduce<Judgement>((worst, next) => (WEIGHT[next.kind] > WEIGHT[worst.kind] ? next : worst), {
      kind: 'none',
    });
}

function judgeOne(given: Case, threshold: Threshold): readonly Judgement[] {
  const { figure } = given;
  const samples = samplesOf(figure);
  if (numberOf(figure) === undefined) return [{ kind: 'unsure', text: 'there is nothing to judge' }];
  if (samples !== undefined && samples < (threshold.minimumSamples ?? 0)) {
    return [{ kind: 'unsure', text: `${samples} samples are fewer than ${threshold.minimumSamples}` }];
  }
  const { above, below, timesPrevious } = threshold;
  return [
    ...(above === undefined ? [] : [exceeds(figure, above, `the limit ${formatNumber(above)}`)]),
    ...(below === undefined ? [] : [fallsBelow(figure, below)]),
    ...(timesPrevious === undefined ? [] : [againstPrevious(given, timesPrevious)]),
  ];
}

function exceeds(figure: SeriesFigure, limit: number, name: string): Judgement {
  const value = numberOf(figure) ?? 0;
  if (value <= limit) return { kind: 'within', text: `within ${name}` };
  if (figure.kind !== 'rate' || figure.low > limit) return { kind: 'breach', text: `above ${name}` };
  return { kind: 'unsure', text: `above ${name}, but ${formatNumber(figure.total)} samples do not prove it` };
}

function fallsBelow(figure: SeriesFigure, limit: number): Judgement {
  const value = numberOf(figure) ?? 0;
  const name = `the lower limit ${formatNumber(limit)}`;
  return value < limit
    ? { kind: 'breach', text: `below ${name}` }
    : { kind: 'within', text: `not below ${name}` };
}

/** Where there were no errors before, the most that may have been there is taken as their rate. */
function againstPrevious({ figure, previous }: Case, factor: number): Judgement {
  const before = previous?.kind === 'no-errors' ? previous.high : previous && numberOf(previous);
  if (before === undefined) return { kind: 'unsure', text: 'there is no earlier figure to compare with' };
  return exceeds(figure, before * factor, `${formatNumber(factor)} times the earlier figure`);
}

function samplesOf(figure: SeriesFigure): number | undefined {
  return figure.kind === 'rate' || figure.kind === 'no-errors' ? figure.total : undefined;
}
