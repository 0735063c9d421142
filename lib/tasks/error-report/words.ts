import { formatCount } from '../../model/format-count.ts';
import type { SeriesFigure } from './report.ts';

/** A number as people read it: at most four significant digits below a thousand, whole numbers above. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 999.95) return formatCount(value);
  const text = String(Number(value.toPrecision(4)));
  if (!text.includes('e')) return text;
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 }).format(value);
}

/** The figure in words: `0.45 = 9/20`, `2.1 % = 21/1,000`, `no errors in 1,000`, `no data`. */
export function figureText(figure: SeriesFigure): string {
  switch (figure.kind) {
    case 'no-data':
      return 'no data';
    case 'no-traffic':
      return 'no traffic';
    case 'no-errors':
      return `no errors in ${formatNumber(figure.total)}`;
    case 'rate':
      return `${scaled(figure.rate, figure.scale)} = ${formatNumber(figure.errors)}/${formatNumber(figure.total)}`;
    case 'values':
      return `${formatNumber(figure.value)} (${figure.statistic})`;
  }
}

/** How far the figure can be relied on. */
export function certaintyText(figure: SeriesFigure): string {
  switch (figure.kind) {
    case 'no-data':
      return `nothing was sent by ${figure.missing.join(', ') || 'it'}, which is not the same as zero`;
    case 'no-traffic':
      return 'traffic was measured and was zero, so there is no rate';
    case 'no-errors':
      return `95 % sure: at most ${scaled(figure.high, figure.scale)}`;
    case 'rate':
      return `95 % sure: ${scaled(figure.low, figure.scale)} to ${scaled(figure.high, figure.scale)}`;
    case 'values':
      return `of ${formatNumber(figure.points)} ${figure.points === 1 ? 'point' : 'points'}`;
  }
}

/** How the figure compares with the one before: `twice`, `half`, `as before`, `up from none`. */
export function changeText(figure: SeriesFigure, previous: SeriesFigure | undefined): string {
  const now = numberOf(figure);
  const before = previous === undefined ? undefined : numberOf(previous);
  if (now === undefined || before === undefined) return '';
  if (now === before) return 'as before';
  if (before === 0) return 'up from none';
  if (now === 0) return 'down to none';
  const ratio = now / before;
  if (ratio < 0) return now > before ? 'up' : 'down';
  if (Math.abs(ratio - 1) < 0.05) return 'about as before';
  if (ratio > 1.9) return ratio < 2.1 ? 'twice' : `${formatNumber(Number(ratio.toPrecision(2)))} times`;
  if (ratio < 0.55) return ratio > 0.45 ? 'half' : `down by ${Math.round((1 - ratio) * 100)} %`;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  return ratio > 1 ? `up by ${percent} %` : `down by ${percent} %`;
}

/** The figure as a number in the unit of its series; undefined where there is none. */
export function numberOf(figure: SeriesFigure): number | undefined {
  switch (figure.kind) {
    case 'no-data':
    case 'no-traffic':
      return undefined;
    case 'no-errors':
      return 0;
    case 'rate':
      return figure.rate;
    case 'values':
      return figure.value;
  }
}

function scaled(value: number, scale: 1 | 100): string {
  const short = Number(value.toPrecision(value < 0.0001 * scale ? 1 : 3));
  return scale === 100 ? `${formatNumber(short)} %` : formatNumber(short);
}
