import { verdictMark } from './marks.ts';
import type { PageView, PointView, ReportView, SeriesView } from './report-view.ts';
import { formatSpan, formatTime } from './times.ts';

const MAX_POINTS = 12;
const MAX_SERIES = 100;

/** The text part of the mail: verdict first, then the figures, then single points while they are few. */
export function renderText(report: ReportView, page: PageView | undefined): string {
  const { verdict, window, previousWindow, timezone, notes } = report;
  const mark = verdictMark(verdict.level);
  const lines = [
    `${mark.word.toUpperCase()}: ${verdict.text}`,
    '',
    `${window.label}: ${formatSpan(window, timezone)}`,
    ...(previousWindow === undefined
      ? []
      : [`compared with ${previousWindow.label}: ${formatSpan(previousWindow, timezone)}`]),
    '',
    ...report.series.slice(0, MAX_SERIES).flatMap((series) => seriesLines(series, timezone)),
    ...(report.series.length > MAX_SERIES ? [`and ${report.series.length - MAX_SERIES} more`, ''] : []),
    ...(notes.length === 0 ? [] : ['Notes', ...notes.map((note) => `- ${note}`), '']),
    ...(page === undefined ? [] : [`The whole report: ${page.command}`, page.link, '']),
    `Nightshift job ${report.jobName}`,
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}

function seriesLines(series: SeriesView, timezone: string): readonly string[] {
  const { label, words, judgement, points } = series;
  const before =
    words.previous === ''
      ? []
      : [`  before: ${words.previous}${words.change === '' ? '' : ` (${words.change})`}`];
  const judged = judgement.kind === 'none' ? [] : [`  ${judgement.text}`];
  const shown = points.slice(-MAX_POINTS).map((point) => pointLine(point, timezone));
  const left = points.length > MAX_POINTS ? [`  … ${points.length - MAX_POINTS} earlier points`] : [];
  return [`${label}: ${words.figure}`, `  ${words.certainty}`, ...judged, ...before, ...left, ...shown, ''];
}

function pointLine({ at, value, counts }: PointView, timezone: string): string {
  const sample = counts === undefined ? '' : ` = ${counts.errors}/${counts.total}`;
  return `  ${formatTime(at, timezone)}  ${Number(value.toPrecision(6))}${sample}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
