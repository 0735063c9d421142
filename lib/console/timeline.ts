import { html } from 'hono/html';
import type { Html } from './html.ts';
import { firingsWithin, type ScheduleView } from './schedule-view.ts';
import { formatTime, type Viewer } from './times.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WIDTH = 1_440;
const HEIGHT = 20;
/** From this many firings a day on they are a band: marks would touch. */
const BAND_FROM = 97;
const MOST = 1_441;

/** A job's next 24 hours. */
export interface TimelineRow {
  readonly job: string;
  readonly schedule: ScheduleView;
  readonly isPaused: boolean;
}

/** The next 24 hours, a row for each job, by the viewer's clock; each row tells its times in words as well. */
export function timeline(rows: readonly TimelineRow[], viewer: Viewer): Html {
  const items = rows.map((row) => timelineRow(row, viewer));
  return html`<div class="timeline">
    <div class="axis" aria-hidden="true"><span></span><svg viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none">${hourLines(viewer, 14)}</svg><span class="hours">${hourLabels(viewer)}</span></div>
    <ul>${items}</ul>
  </div>`;
}

function timelineRow({ job, schedule, isPaused }: TimelineRow, viewer: Viewer): Html {
  const to = new Date(viewer.now.getTime() + DAY_MS);
  const times = firingsWithin(schedule, { from: viewer.now, to }, MOST);
  const words = describeTimes(times, { viewer, schedule, isPaused });
  const marks = times.length >= BAND_FROM ? band() : times.map((time) => mark(time, viewer.now));
  return html`<li class="${isPaused ? 'paused' : ''}">
    <a href="/jobs/${encodeURIComponent(job)}">${job}</a>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${hourLines(viewer, HEIGHT)}${marks}</svg>
    <span class="times">${words}</span>
  </li>`;
}

function mark(time: Date, now: Date): Html {
  const x = (time.getTime() - now.getTime()) / MINUTE_MS;
  return html`<rect class="mark" x="${Math.max(0, Math.min(WIDTH - 8, x - 4)).toFixed(1)}" y="3" width="8" height="14"/>`;
}

function band(): Html {
  return html`<rect class="band" x="0" y="6" width="${WIDTH}" height="8"/>`;
}

interface Telling {
  readonly viewer: Viewer;
  readonly schedule: ScheduleView;
  readonly isPaused: boolean;
}

/** `02:00 (03:00 Europe/Berlin)`; the job's own clock where it shows another time. */
function describeTimes(times: readonly Date[], { viewer, schedule, isPaused }: Telling): string {
  if (isPaused) return 'paused';
  const [first] = times;
  if (first === undefined) return schedule.isKnown ? 'none' : 'not known before its first run';
  if (times.length > 3) return `${times.length} times, first ${clocks(first, viewer, schedule)}`;
  return times.map((time) => clocks(time, viewer, schedule)).join(', ');
}

function clocks(time: Date, viewer: Viewer, { timezone }: ScheduleView): string {
  const here = formatTime(time, viewer.timezone);
  const there = formatTime(time, timezone);
  return here === there ? here : `${here} (${there} ${timezone})`;
}

/** Full hours of the viewer's clock, every third; in zones half an hour off as well. */
function fullHours({ now, timezone }: Viewer): readonly { readonly x: number; readonly label: string }[] {
  const quarter = 15 * MINUTE_MS;
  const first = Math.ceil(now.getTime() / quarter) * quarter;
  return Array.from({ length: 96 }, (_, index) => new Date(first + index * quarter))
    .map((time) => ({ x: (time.getTime() - now.getTime()) / MINUTE_MS, label: formatTime(time, timezone) }))
    .filter(({ label }) => /^(00|03|06|09|12|15|18|21):00$/.test(label));
}

function hourLines(viewer: Viewer, height: number): readonly Html[] {
  return fullHours(viewer).map(
    ({ x, label }) =>
      html`<rect class="${label === '00:00' ? 'midnight' : 'hour'}" x="${x.toFixed(1)}" y="0" width="2" height="${height}"/>`,
  );
}

/** Text cannot lie in a picture that is stretched: the labels are a picture of their own, as wide as it is shown. */
function hourLabels(viewer: Viewer): Html {
  const labels = fullHours(viewer).map(
    ({ x, label }) => html`<text x="${((x / WIDTH) * 100).toFixed(2)}%" y="10">${label}</text>`,
  );
  return html`<svg>${labels}</svg>`;
}
