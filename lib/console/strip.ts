import { html } from 'hono/html';
import { formatCount } from '../model/format-count.ts';
import { openZone, toLocal, toUtcOrAfterGap } from '../model/schedule/zone.ts';
import type { SlotRecord } from '../run/ledger.ts';
import type { Html } from './html.ts';
import { lookOf, wordOf } from './status.ts';
import { formatDay, type Viewer } from './times.ts';

const DAY_MS = 86_400_000;
const CELL = 8;
const STEP = 10;
const HEIGHT = 22;
/** The state that a day is shown by is the first of these that it holds. */
const WORST_FIRST = ['failed', 'running', 'waiting', 'skipped', 'succeeded', 'nothing-to-do'];

/** One day of a job. */
export interface StripDay {
  readonly start: Date;
  readonly counts: Readonly<Record<string, number>>;
}

/** The last `count` days on the viewer's calendar, oldest first, with how many slots ended in which state. */
export function countDays(slots: readonly SlotRecord[], viewer: Viewer, count = 30): readonly StripDay[] {
  const starts = dayStarts(viewer, count);
  const counts = starts.map(() => new Map<string, number>());
  const first = starts[0]?.getTime() ?? 0;
  for (const { slot, state } of slots) {
    const ms = Date.parse(slot);
    if (ms < first) break;
    const day = counts[dayIndex(starts, ms)];
    day?.set(state, (day.get(state) ?? 0) + 1);
  }
  return starts.map((start, index) => ({ start, counts: Object.fromEntries(counts[index] ?? []) }));
}

function dayStarts({ now, timezone }: Viewer, count: number): readonly Date[] {
  const zone = openZone(timezone);
  const today = Math.floor(toLocal(zone, now.getTime()) / DAY_MS) * DAY_MS;
  return Array.from(
    { length: count },
    (_, index) => new Date(toUtcOrAfterGap(zone, today - (count - 1 - index) * DAY_MS)),
  );
}

/** Days are 23 to 25 hours long: the guess is off by one at most. */
function dayIndex(starts: readonly Date[], ms: number): number {
  const guess = Math.min(Math.floor((ms - (starts[0]?.getTime() ?? 0)) / DAY_MS), starts.length - 1);
  if (ms < (starts[guess]?.getTime() ?? 0)) return guess - 1;
  const next = starts[guess + 1];
  return next !== undefined && ms >= next.getTime() ? guess + 1 : guess;
}

/** The worst state of a day; undefined where nothing ran. */
export function worstOf({ counts }: StripDay): string | undefined {
  return WORST_FIRST.find((state) => (counts[state] ?? 0) > 0);
}

/** Thirty days as a row of cells; the day's worst state gives the colour, the title tells the counts. */
export function strip(days: readonly StripDay[], viewer: Viewer): Html {
  const width = days.length * STEP - (STEP - CELL);
  const cells = days.map((day, index) => cell(day, { x: index * STEP, viewer }));
  return html`<svg class="strip" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${describeDays(days, viewer)}">${cells}</svg>`;
}

/** Failures stand on top, with a notch; a day without runs is a low cell: it can be read without colours. */
function cell(day: StripDay, { x, viewer }: { x: number; viewer: Viewer }): Html {
  const worst = worstOf(day);
  const title = `${formatDay(day.start, viewer.timezone)}: ${describeCounts(day)}`;
  if (worst === undefined)
    return html`<g><title>${title}</title><rect class="none" x="${x}" y="18" width="${CELL}" height="4" rx="1"/></g>`;
  const failedHeight = worst === 'failed' ? failedPart(day) : 0;
  const rest =
    worst === 'failed' ? (worstOf({ ...day, counts: { ...day.counts, failed: 0 } }) ?? 'failed') : worst;
  const base = html`<rect class="${lookOf(rest)}" x="${x}" y="0" width="${CELL}" height="${HEIGHT}" rx="1.5"/>`;
  if (failedHeight === 0) return html`<g><title>${title}</title>${base}</g>`;
  return html`<g><title>${title}</title>${base}<rect class="bad" x="${x}" y="0" width="${CELL}" height="${failedHeight}" rx="1.5"/><rect class="notch" x="${x + 3}" y="2" width="2" height="5"/></g>`;
}

/** At least so high that the notch fits in. */
function failedPart({ counts }: StripDay): number {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return Math.round(Math.max(9, ((counts['failed'] ?? 0) / total) * HEIGHT));
}

/** `3 succeeded, 1 failed`. */
export function describeCounts({ counts }: StripDay): string {
  const parts = WORST_FIRST.toReversed().flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${wordOf(state)}`];
  });
  return parts.length === 0 ? 'no run' : parts.join(', ');
}

/** How many slots of all days ended in which state. */
export function describeTotal(days: readonly StripDay[], viewer: Viewer): string {
  const total = new Map<string, number>();
  for (const { counts } of days)
    for (const [state, count] of Object.entries(counts)) total.set(state, (total.get(state) ?? 0) + count);
  return describeCounts({ start: viewer.now, counts: Object.fromEntries(total) });
}

function describeDays(days: readonly StripDay[], viewer: Viewer): string {
  const failed = days.filter(({ counts }) => (counts['failed'] ?? 0) > 0);
  const named = failed.slice(-5).map(({ start }) => formatDay(start, viewer.timezone));
  const tail =
    named.length === 0
      ? ''
      : `; failed on ${failed.length > named.length ? 'the latest of these days: ' : ''}${named.join(', ')}`;
  return `last ${days.length} days: ${describeTotal(days, viewer)}${tail}`;
}
