import { chartAlt } from './chart-alt.ts';
import { chartSvg } from './chart-svg.ts';
import { type PictureSource, renderHtml } from './mail-html.ts';
import type { ReportView } from './report-view.ts';

export interface ArchiveFile {
  readonly name: string;
  readonly body: string;
}

/** The report's files: a page for people, JSON that says everything, CSV of every point. */
export function renderArchive(report: ReportView): readonly ArchiveFile[] {
  return [
    { name: 'report.html', body: renderPage(report) },
    { name: 'report.json', body: renderJson(report) },
    { name: 'report.csv', body: renderCsv(report) },
  ];
}

/** The report as a page of its own, every series with its chart as SVG; nothing is loaded from anywhere. */
export function renderPage(report: ReportView): string {
  const picture: PictureSource = (index) => {
    const series = report.series[index];
    if (series === undefined || series.points.length === 0) return undefined;
    const svg = Buffer.from(chartSvg(series, report)).toString('base64');
    return { src: `data:image/svg+xml;base64,${svg}`, alt: chartAlt(series, report) };
  };
  return renderHtml(report, { picture });
}

/** The report as JSON, for programs. */
export function renderJson(report: ReportView): string {
  return `${JSON.stringify(report)}\n`;
}

/** Every point as CSV (RFC 4180), with the window it belongs to. */
export function renderCsv(report: ReportView): string {
  const rows = report.series.flatMap(({ id, label, points, previousPoints }) => [
    ...points.map((point) => ({ id, label, window: report.window.label, ...point })),
    ...previousPoints.map((point) => ({ id, label, window: report.previousWindow?.label ?? '', ...point })),
  ]);
  const lines = rows.map(({ id, label, window, at, value, counts }) =>
    [csvText(id), csvText(label), csvText(window), at, value, counts?.errors ?? '', counts?.total ?? ''].join(
      ',',
    ),
  );
  return `${['id,label,window,time,value,errors,total', ...lines].join('\r\n')}\r\n`;
}

/** Text that a spreadsheet would run as a formula (`=cmd()`) gets an apostrophe before it. */
function csvText(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
