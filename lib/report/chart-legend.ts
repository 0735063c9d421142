import { shortNumber } from './chart-scale.ts';
import { COLOURS, chartText } from './chart-text.ts';
import type { ReportView, SeriesView } from './report-view.ts';

/** Pixels of the drawing; pictures are made larger. */
export const CHART_WIDTH = 480;
/** Where the legend and the plot begin. */
export const FRAME_LEFT = 46;

const SAMPLE_WIDTH = 20;
const MIDDLE = 15;
/** About what a letter takes at the chart's size of 13. */
const LETTER_WIDTH = 7;
const MOST_GAP = 22;

interface Entry {
  readonly label: string;
  readonly sample: (left: number) => string;
}

/** What the lines are: this window, the one before, the limit with its value; drawn as they are in the plot. */
export function chartLegend(
  { limit, previousPoints }: Pick<SeriesView, 'limit' | 'previousPoints'>,
  { window, previousWindow }: Pick<ReportView, 'window' | 'previousWindow'>,
): string {
  const entries: Entry[] = [{ label: window.label, sample: filledSample }];
  if (previousWindow !== undefined && previousPoints.length > 0)
    entries.push({ label: previousWindow.label, sample: thinSample });
  if (limit !== undefined) entries.push({ label: `limit ${shortNumber(limit.value)}`, sample: dashedSample });
  const widths = entries.map(({ label }) => SAMPLE_WIDTH + 6 + label.length * LETTER_WIDTH);
  const free = CHART_WIDTH - FRAME_LEFT - widths.reduce((sum, width) => sum + width, 0);
  const gap = Math.max(4, Math.min(MOST_GAP, free / entries.length));
  let left = FRAME_LEFT;
  return entries
    .map(({ label, sample }, index) => {
      const at = left;
      left += (widths[index] ?? 0) + gap;
      return sample(at) + chartText(label, { x: at + SAMPLE_WIDTH + 6, y: MIDDLE + 4.5, anchor: 'start' });
    })
    .join('');
}

function filledSample(left: number): string {
  const area = `<rect x="${left}" y="${MIDDLE}" width="${SAMPLE_WIDTH}" height="6" fill="${COLOURS.area}"/>`;
  return `${area}<path d="M${left} ${MIDDLE}h${SAMPLE_WIDTH}" stroke="${COLOURS.line}" stroke-width="2.2"/>`;
}

function thinSample(left: number): string {
  return `<path d="M${left} ${MIDDLE}h${SAMPLE_WIDTH}" stroke="${COLOURS.previous}" stroke-width="1.3"/>`;
}

function dashedSample(left: number): string {
  return `<path d="M${left} ${MIDDLE}h${SAMPLE_WIDTH}" stroke="${COLOURS.limit}" stroke-width="1.5" stroke-dasharray="9 2"/>`;
}
