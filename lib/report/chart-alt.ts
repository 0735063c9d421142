import { shortNumber } from './chart-scale.ts';
import type { PointView, ReportView, SeriesView } from './report-view.ts';
import { formatTime } from './times.ts';

/** What the picture shows, for those who do not see it. */
export function chartAlt(
  series: SeriesView,
  { window, timezone }: Pick<ReportView, 'window' | 'timezone'>,
): string {
  const { label, points, limit, words } = series;
  const limited = limit === undefined ? '' : `, limit ${shortNumber(limit.value)}`;
  const [first] = points;
  if (first === undefined) return `${label}, ${window.label}: no data${limited}`;
  const highest = points.reduce((a, b) => (b.value > a.value ? b : a), first);
  const lowest = points.reduce((a, b) => (b.value < a.value ? b : a), first);
  const place = ({ value, at }: PointView) => `${shortNumber(value)} at ${formatTime(at, timezone)}`;
  const range =
    points.length === 1
      ? `one point, ${place(first)}`
      : `${points.length} points, highest ${place(highest)}, lowest ${place(lowest)}`;
  const before = words.previous === '' ? '' : `, before: ${words.previous}`;
  return `Chart of ${label}, ${window.label}: ${range}${limited}${before}`;
}
