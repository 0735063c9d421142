import { html } from 'hono/html';
import type { SlotRecord } from '../run/ledger.ts';
import { type Html, nothing } from './html.ts';
import { durationOf } from './job-view.ts';
import { lookOf, wordOf } from './status.ts';
import { formatClock, formatDuration, type Viewer } from './times.ts';

const HEIGHT = 48;
const BAR = 8;
const STEP = 10;
const MOST_BARS = 60;
const MOST_CHARTS = 4;

interface Bar {
  readonly slot: string;
  readonly state: string;
  readonly value: number;
}

interface Chart {
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}

/** How long the newest runs took and what they counted, a small chart each, oldest run on the left. */
export function figureCharts(slots: readonly SlotRecord[], viewer: Viewer): Html {
  const ended = slots.filter(({ endedAt, state }) => endedAt !== undefined && state !== 'skipped');
  const newest = ended.slice(0, MOST_BARS).reverse();
  if (newest.length < 2) return html`<p class="quiet">Charts come with the second run.</p>`;
  const names = [...new Set(newest.flatMap(({ figures = {} }) => Object.keys(figures)))];
  const charts = [
    { name: 'Duration', bars: newest.map((slot) => bar(slot, durationOf(slot))), format: formatDuration },
    ...names.map((name) => ({
      name: figureName(name),
      bars: newest.map((slot) => bar(slot, slot.figures?.[name])),
      format: formatNumber,
    })),
  ];
  const varied = charts.filter(({ bars }) => bars.some(({ value }) => value !== 0)).slice(0, MOST_CHARTS);
  return html`<div class="charts">${varied.map((chart) => drawChart(chart, viewer))}</div>`;
}

function bar({ slot, state }: SlotRecord, value = 0): Bar {
  return { slot, state, value };
}

function drawChart({ name, bars, format }: Chart, viewer: Viewer): Html {
  const values = bars.map(({ value }) => value);
  const most = Math.max(...values);
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return nothing;
  const width = bars.length * STEP;
  const summary = `${name} of the last ${bars.length} runs: newest ${format(last.value)}, median ${format(medianOf(values))}, highest ${format(most)}`;
  const shapes = bars.map((each, index) =>
    drawBar(each, { x: index * STEP, most, title: titleOf(each, format, viewer) }),
  );
  return html`<figure><figcaption><b>${name}</b> <span>newest ${format(last.value)} · median ${format(medianOf(values))} · highest ${format(most)}</span></figcaption>
<svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${summary}">${shapes}</svg>
<p class="ends"><span>${formatClock(new Date(first.slot), viewer.timezone)}</span><span>${formatClock(new Date(last.slot), viewer.timezone)}</span></p></figure>`;
}

function drawBar(
  { state, value }: Bar,
  { x, most, title }: { x: number; most: number; title: string },
): Html {
  const height = most <= 0 ? 1 : Math.max(1, (Math.max(0, value) / most) * HEIGHT);
  return html`<g><title>${title}</title><rect class="${lookOf(state)}" x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${BAR}" height="${height.toFixed(1)}"/></g>`;
}

function titleOf(
  { slot, state, value }: Bar,
  format: (value: number) => string,
  { timezone }: Viewer,
): string {
  return `${formatClock(new Date(slot), timezone)}: ${format(value)}, ${wordOf(state)}`;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** `objectsCopied` → `objects copied`. */
export function figureName(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_match, low: string, high: string) => `${low} ${high.toLowerCase()}`,
  );
}

/** `1,800`, `0.45`; bytes and the like are plain counts here. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
