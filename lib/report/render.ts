import { chartAlt } from './chart-alt.ts';
import { chartSvg } from './chart-svg.ts';
import { renderHtml } from './mail-html.ts';
import { renderText } from './mail-text.ts';
import type { Picture } from './mime.ts';
import type { ChartAssets } from './raster.ts';
import type { PageView, ReportView } from './report-view.ts';

const MAX_SUBJECT = 150;
/** Gmail shows the first 102 kB of a mail's HTML. */
const MAX_SERIES = 40;
/** A mail with more pictures is read by nobody; the archived page has them all. */
const MAX_CHARTS = 20;

export interface RenderedMail {
  readonly subject: string;
  /** Without pictures: for the mail that brings none. */
  readonly html: string;
  readonly text: string;
  /** The whole MIME message in ASCII, where there are pictures. */
  readonly mime?: string;
}

export interface RenderOptions {
  /** Reads the renderer and the font; called only when a chart is drawn. Without it, the mail has no charts. */
  readonly loadChartAssets?: () => Promise<ChartAssets>;
  /** Where the whole report lies; the mail names it. */
  readonly page?: PageView;
  /** The time of the mail's Date header. */
  readonly now?: () => Date;
}

/** The mail of a report: subject with the verdict, HTML, text, and with charts the whole MIME message. */
export async function renderReport(report: ReportView, options: RenderOptions = {}): Promise<RenderedMail> {
  const { loadChartAssets, page, now = () => new Date() } = options;
  const subject = renderSubject(report);
  const text = renderText(report, page);
  const common = { page, maxSeries: MAX_SERIES };
  const plain = { subject, text, html: renderHtml(report, { ...common, picture: () => undefined }) };
  const drawable = report.series.map((_, index) => index).filter((index) => isDrawn(report, index));
  if (loadChartAssets === undefined || !report.withCharts || drawable.length === 0) return plain;
  const pictures = await drawPictures(report, drawable.slice(0, MAX_CHARTS), loadChartAssets);
  const html = renderHtml(report, { ...common, picture: (index) => pictures.get(index) });
  const { composeMail } = await import('./mime.ts');
  const { from, to } = report;
  const mail = { from, to, subject, html, text, date: now(), pictures: [...pictures.values()] };
  return { ...plain, mime: await composeMail(mail) };
}

/** One line of at most 150 characters: `morning-error-report: ErrorRate 0.45 = 9/20`. */
export function renderSubject({ title, verdict }: Pick<ReportView, 'title' | 'verdict'>): string {
  const line = `${title}: ${verdict.text}`.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SUBJECT ? `${line.slice(0, MAX_SUBJECT - 1)}…` : line;
}

function isDrawn({ series }: ReportView, index: number): boolean {
  return (series[index]?.points.length ?? 0) > 0;
}

interface PlacedPicture extends Picture {
  readonly src: string;
  readonly alt: string;
}

async function drawPictures(
  report: ReportView,
  indexes: readonly number[],
  loadChartAssets: () => Promise<ChartAssets>,
): Promise<ReadonlyMap<number, PlacedPicture>> {
  const { loadRasterizer } = await import('./raster.ts');
  const rasterize = await loadRasterizer(await loadChartAssets());
  const pictures = new Map<number, PlacedPicture>();
  for (const index of indexes) {
    const series = report.series[index];
    if (series === undefined) continue;
    const cid = `chart-${index}@nightshift`;
    const png = rasterize(chartSvg(series, report));
    pictures.set(index, {
      cid,
      src: `cid:${cid}`,
      fileName: `chart-${index}.png`,
      png,
      alt: chartAlt(series, report),
    });
  }
  return pictures;
}
