import { type Html, html } from './html.ts';
import { STYLE_SHEET } from './mail-style.ts';
import { seriesMark, verdictMark } from './marks.ts';
import type { PageView, PointView, ReportView, SeriesView } from './report-view.ts';
import { formatSpan, formatTime } from './times.ts';

const MAX_POINTS = 12;
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Where a series' picture is found, by the series' place in the report: `cid:…` in a mail, a data URL in a page. */
export type PictureSource = (index: number) => { readonly src: string; readonly alt: string } | undefined;

export interface HtmlOptions {
  readonly picture: PictureSource;
  readonly page?: PageView | undefined;
  /** The first series that are shown; what is beyond a limit comes first. Default: all. */
  readonly maxSeries?: number;
}

/**
 * The HTML part: one column of tables with inline styles, readable from 320 pixels on, in dark mode and without
 * pictures; nothing is loaded from anywhere.
 */
export function renderHtml(report: ReportView, { picture, page: archived, maxSeries }: HtmlOptions): string {
  const shown = report.series.slice(0, maxSeries);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${report.title}</title>
<style>${{ kind: 'html', text: STYLE_SHEET }}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7;color:#1f2328;${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" style="background:#f4f5f7">
<tr><td align="center" style="padding:12px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="card" style="max-width:640px;background:#ffffff;border:1px solid #d0d7de;border-radius:8px">
${verdictBlock(report)}
${seriesTable(report, shown)}
${shown.map((series, index) => chartBlock(series, report, picture(index)))}
${notesBlock(report)}
${footer(report, archived)}
</table>
</td></tr>
</table>
</body>
</html>
`;
  return page.text;
}

function footer({ jobName }: ReportView, page: PageView | undefined): Html {
  const whole =
    page === undefined
      ? html``
      : html`<a class="text-plain" href="${page.link}" style="color:#0b5cad">The whole report</a> with every point, or<br><span style="word-break:break-word;font-family:Menlo,Consolas,monospace">${page.command}</span><br>`;
  return html`<tr><td class="quiet" style="padding:12px 16px 16px;font-size:12px;line-height:18px;color:#57606a">${whole}Nightshift job ${jobName}</td></tr>`;
}

function verdictBlock({ verdict, title, window, previousWindow, timezone }: ReportView): Html {
  const mark = verdictMark(verdict.level);
  const compared =
    previousWindow === undefined
      ? html``
      : html`<br>compared with ${previousWindow.label}: ${formatSpan(previousWindow, timezone)}`;
  return html`<tr><td class="band-${mark.className}" style="padding:14px 16px;background:${mark.colour};border-radius:8px 8px 0 0;color:#ffffff">
<div style="font-size:13px;line-height:18px;color:#ffffff"><b>${mark.symbol} ${mark.word}</b> · ${title}</div>
<h1 style="margin:6px 0 0;font-size:20px;line-height:27px;font-weight:600;color:#ffffff">${verdict.text}</h1>
</td></tr>
<tr><td class="quiet" style="padding:10px 16px 4px;font-size:12px;line-height:18px;color:#57606a">${window.label}: ${formatSpan(window, timezone)}${compared}</td></tr>`;
}

function seriesTable({ series, previousWindow }: ReportView, shown: readonly SeriesView[]): Html {
  const before = previousWindow === undefined ? '' : previousWindow.label;
  return html`<tr><td style="padding:4px 16px 8px">
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">
<tr><th scope="col" align="left" class="head" style="${headStyle}">Series</th><th scope="col" align="right" class="head" style="${headStyle}">Figure</th></tr>
${shown.map((one) => seriesRow(one, before))}
</table>
${leftOut(series.slice(shown.length))}
</td></tr>`;
}

/** What a mail has no room for, counted by what is said of it. */
function leftOut(series: readonly SeriesView[]): Html {
  if (series.length === 0) return html``;
  const counts = new Map<string, number>();
  for (const one of series) {
    const { word } = seriesMark(one);
    counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  }
  const kinds = [...counts].map(([word, count]) => `${count} × ${word}`).join(', ');
  return html`<div class="quiet" style="${smallStyle};padding:8px 0 0">and ${series.length} more in the whole report: ${kinds}</div>`;
}

const headStyle =
  'padding:6px 0;font-size:12px;line-height:16px;color:#57606a;border-bottom:2px solid #d0d7de';
const cellStyle = 'padding:8px 0;vertical-align:top;border-bottom:1px solid #d8dee4';
const smallStyle = 'font-size:12px;line-height:17px;color:#57606a';

function seriesRow(series: SeriesView, before: string): Html {
  const { label, words, judgement } = series;
  const mark = seriesMark(series);
  const said = judgement.kind === 'none' ? '' : judgement.text;
  const judged =
    said === ''
      ? html``
      : html`<div class="text-${mark.className}" style="font-size:12px;line-height:17px;color:${mark.colour}"><b>${mark.symbol} ${said}</b></div>`;
  const compared =
    words.previous === ''
      ? html``
      : html`<div class="quiet" style="${smallStyle}">${before}: ${words.previous}</div>`;
  const change =
    words.change === '' ? html`` : html`<div class="quiet" style="${smallStyle}">${words.change}</div>`;
  return html`<tr>
<td class="line" style="${cellStyle};padding-right:12px;word-break:break-word"><div style="font-size:15px;line-height:20px">${label}</div><div class="quiet" style="${smallStyle}">${words.certainty}</div>${judged}</td>
<td class="line" align="right" style="${cellStyle}"><div style="font-size:16px;line-height:21px;font-weight:600">${figureOf(words.figure)}</div>${compared}${change}</td>
</tr>`;
}

/** `2.1 % = 5,980/284,762` in a narrow window breaks before what it is made of, and nowhere else. */
function figureOf(figure: string): Html {
  const [value = '', ...parts] = figure.split(' = ');
  if (parts.length === 0) return html`${figure}`;
  return html`<span style="white-space:nowrap">${value}</span> <span class="quiet" style="white-space:nowrap;font-size:13px;font-weight:400;color:#57606a">= ${parts.join(' = ')}</span>`;
}

function chartBlock(series: SeriesView, report: ReportView, picture: ReturnType<PictureSource>): Html {
  if (series.points.length === 0) return html``;
  const drawn =
    picture === undefined
      ? html``
      : html`<img src="${picture.src}" alt="${picture.alt}" width="608" style="display:block;width:100%;max-width:608px;height:auto;border:0;border-radius:6px">`;
  if (picture === undefined && series.points.length > MAX_POINTS) return html``;
  const rows =
    series.points.length > MAX_POINTS ? [] : series.points.map((point) => pointRow(point, report.timezone));
  return html`<tr><td style="padding:8px 16px">
<h2 style="margin:4px 0 6px;font-size:14px;line-height:20px;font-weight:600">${series.label}</h2>
${drawn}
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">${rows}</table>
</td></tr>`;
}

function pointRow({ at, value, counts }: PointView, timezone: string): Html {
  const sample = counts === undefined ? '' : ` = ${counts.errors}/${counts.total}`;
  return html`<tr><td class="quiet" style="padding:3px 0;font-size:13px;line-height:18px;color:#57606a">${formatTime(at, timezone)}</td><td align="right" style="padding:3px 0;font-size:13px;line-height:18px">${Number(value.toPrecision(6))}${sample}</td></tr>`;
}

function notesBlock({ notes }: ReportView): Html {
  if (notes.length === 0) return html``;
  const items = notes.map((note) => html`<li style="margin:0 0 4px">${note}</li>`);
  return html`<tr><td style="padding:4px 16px 0"><h2 style="margin:6px 0 4px;font-size:14px;line-height:20px">Notes</h2><ul class="quiet" style="margin:0;padding:0 0 0 18px;font-size:13px;line-height:19px;color:#57606a">${items}</ul></td></tr>`;
}
