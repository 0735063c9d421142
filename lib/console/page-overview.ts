import { html } from 'hono/html';
import type { Incident } from '../run/watchdog/job-watch.ts';
import { type Attention, findAttention } from './attention.ts';
import { type Html, nothing } from './html.ts';
import { durationOf, type JobView, jobPath, slotPath, stateOf } from './job-view.ts';
import { actionLink } from './layout.ts';
import { badge, wordOf } from './status.ts';
import { countDays, strip } from './strip.ts';
import { timeline } from './timeline.ts';
import { bothClocks, formatDistance, formatDuration, timeTag, type Viewer } from './times.ts';

interface Overview {
  readonly views: readonly JobView[];
  /** How many wait. */
  readonly deadLetters: number;
  readonly incidents: readonly Incident[];
  readonly viewer: Viewer;
  /** What could not be read, in words. */
  readonly errors: readonly string[];
}

/** What needs attention, the next 24 hours, and every job with its last 30 days. */
export function overviewBody(overview: Overview): Html {
  const { views, viewer, deadLetters, incidents, errors } = overview;
  const rows = views.map(({ job, schedule }) => ({
    job: job.name,
    schedule,
    isPaused: job.pause !== undefined,
  }));
  return html`<h1>Overview</h1>
<section id="attention" data-live aria-labelledby="attention-title"><h2 id="attention-title">Needs attention</h2>${errors.map((error) => html`<p class="notice bad">${error}</p>`)}${attentionList(
    findAttention(views, { deadLetters, incidents }),
    viewer,
  )}</section>
<section id="jobs" data-live aria-labelledby="jobs-title"><h2 id="jobs-title">Jobs</h2>${jobsTable(views, viewer)}</section>
<section id="next" data-live aria-labelledby="next-title"><h2 id="next-title">Next 24 hours</h2>${views.length === 0 ? nothing : timeline(rows, viewer)}</section>`;
}

/** The newest run of all jobs in one line. */
export function overviewNews(views: readonly JobView[]): string {
  const newest = views
    .flatMap(({ slots }) => slots.slice(0, 1))
    .sort((a, b) => (changeOf(a) < changeOf(b) ? 1 : -1))[0];
  return newest === undefined ? '' : `${newest.job}: ${wordOf(newest.state)}, slot ${newest.slot}`;
}

function changeOf({ endedAt, claimedAt }: { readonly endedAt?: string; readonly claimedAt: string }): string {
  return endedAt ?? claimedAt;
}

function attentionList(items: readonly Attention[], viewer: Viewer): Html {
  if (items.length === 0)
    return html`<p class="quiet">Nothing: no job failed, missed its time or is paused, and no dead letter waits.</p>`;
  return html`<ul class="attention">${items.map((item) => attentionItem(item, viewer))}</ul>`;
}

function attentionItem({ state, title, text, href, at, action }: Attention, viewer: Viewer): Html {
  const when =
    at === undefined
      ? nothing
      : html`<span class="when">${timeTag(at, viewer)}, ${formatDistance(at, viewer.now)}</span>`;
  return html`<li>${badge(state)}<p><a href="${href}">${title}</a> <span class="why">${text}</span> ${when}</p>${
    action === undefined ? nothing : actionLink(action.href, action.label)
  }</li>`;
}

function jobsTable(views: readonly JobView[], viewer: Viewer): Html {
  if (views.length === 0)
    return html`<p class="quiet">No job is declared in jobs.yaml and none is deployed.</p>`;
  return html`<table class="jobs"><thead><tr><th scope="col">Job</th><th scope="col">Last run</th><th scope="col">Next</th><th scope="col">Last 30 days</th></tr></thead>
<tbody>${views.map((view) => jobRow(view, viewer))}</tbody></table>`;
}

function jobRow(view: JobView, viewer: Viewer): Html {
  const { job, schedule, slots, isComplete } = view;
  return html`<tr><th scope="row"><a href="${jobPath(job.name)}">${job.name}</a><span class="sub">${schedule.words}</span></th>
<td data-label="Last run">${lastRun(view, viewer)}</td>
<td data-label="Next">${nextRun(view, viewer)}</td>
<td data-label="Last 30 days">${strip(countDays(slots, viewer), viewer)}${isComplete ? nothing : html`<span class="sub">older runs are being read</span>`}</td></tr>`;
}

function lastRun(view: JobView, viewer: Viewer): Html {
  const [last] = view.slots;
  const state = stateOf(view);
  if (last === undefined)
    return state === undefined ? html`<span class="sub">has not run yet</span>` : badge(state);
  const tookMs = durationOf(last);
  const took = tookMs === undefined ? nothing : html`, took ${formatDuration(tookMs)}`;
  return html`<a class="plain" href="${slotPath(last.job, last.slot)}">${badge(last.state)}</a><span class="sub">${timeTag(new Date(last.claimedAt), viewer)}${took}</span>`;
}

function nextRun({ job, schedule }: JobView, viewer: Viewer): Html {
  if (job.pause !== undefined) return badge('paused');
  const [next] = schedule.next(viewer.now, 1);
  if (next === undefined)
    return html`<span class="sub">${schedule.isKnown ? 'never again' : 'known after its first run'}</span>`;
  return html`${bothClocks(next, viewer, schedule.timezone)}<span class="sub">${formatDistance(next, viewer.now)}</span>`;
}
