import { html } from 'hono/html';
import type { ActionRecord } from '../run/job-records.ts';
import type { SlotRecord } from '../run/ledger.ts';
import { figureCharts, figureName, formatNumber } from './chart.ts';
import { type Html, nothing } from './html.ts';
import { durationOf, type JobView, jobPath, slotPath, stateOf } from './job-view.ts';
import { actionLink, trail } from './layout.ts';
import { describePolicy, shortName } from './policy-words.ts';
import { badge } from './status.ts';
import { countDays, describeTotal, strip } from './strip.ts';
import { bothClocks, formatDistance, formatDuration, timeTag, type Viewer } from './times.ts';

const MOST_FIGURES = 3;

/** A page of a job's slots. */
export interface SlotsPage {
  readonly slots: readonly SlotRecord[];
  /** Where the next page begins; undefined on the last. */
  readonly before?: string;
  readonly isFirst: boolean;
}

interface JobParts {
  readonly page: SlotsPage;
  /** What operators did, newest first. */
  readonly actions: readonly ActionRecord[];
  readonly viewer: Viewer;
}

/** Everything about one job: its schedule, its next slots, what it may do, its figures and its runs. */
export function jobBody(view: JobView, { page, actions, viewer }: JobParts): Html {
  const { job, slots } = view;
  const days = countDays(slots, viewer);
  return html`${trail([{ href: '/', text: 'Overview' }], job.name)}
<div class="head"><h1>${job.name}</h1><span id="state" data-live>${headBadge(view)}</span></div>
${job.description === undefined ? nothing : html`<p class="lead">${job.description}</p>`}
${buttons(view)}
<section id="facts" data-live aria-labelledby="facts-title"><h2 id="facts-title">Schedule and place</h2>${facts(view, viewer)}</section>
<section id="figures" data-live aria-labelledby="figures-title"><h2 id="figures-title">Last 30 days</h2>
${strip(days, viewer)}<p class="counted">${describeTotal(days, viewer)}</p>${figureCharts(slots, viewer)}</section>
<section id="runs" data-live aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>${runsTable(page, { view, viewer })}</section>
${actionList(actions, viewer)}`;
}

function headBadge(view: JobView): Html {
  const state = stateOf(view);
  return state === undefined ? html`<span class="sub">has not run yet</span>` : badge(state);
}

function buttons({ job }: JobView): Html {
  if (job.functionName === undefined)
    return html`<p class="notice">This job is not deployed: it cannot run.</p>`;
  const path = jobPath(job.name);
  const pause =
    job.pause === undefined
      ? actionLink(`${path}/pause`, 'Pause')
      : actionLink(`${path}/resume`, 'Resume', 'main');
  return html`<div class="actions" id="actions" data-live>${actionLink(`${path}/run`, 'Run now')}${actionLink(`${path}/plan`, 'Dry run')}${pause}${actionLink(`${path}/backfill`, 'Backfill')}</div>`;
}

function facts(view: JobView, viewer: Viewer): Html {
  const { job, schedule } = view;
  const rows: readonly (readonly [string, Html | string | undefined])[] = [
    [
      'Schedule',
      html`${schedule.words}<span class="sub"><code>${job.schedule?.expression ?? '—'}</code>, ${schedule.timezone}</span>`,
    ],
    ['Next', nextSlots(view, viewer)],
    [
      'Paused',
      job.pause &&
        html`“${job.pause.reason}”<span class="sub">by ${shortName(job.pause.by)}, ${timeTag(new Date(job.pause.at), viewer)}</span>`,
    ],
    ['Task', job.task],
    ['Environment', job.environment && html`<code>${job.environment}</code>`],
    ['Role', job.role && html`<code class="long">${job.role}</code>`],
    ['Function', job.functionName && html`<code class="long">${job.functionName}</code>`],
    ['Log', job.logGroup && html`<code class="long">${job.logGroup}</code>`],
    ['How slots run', policy(view)],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => (value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>`;
}

function policy({ job: { timeoutSeconds, policy: declared } }: JobView): Html | undefined {
  if (declared === undefined) return undefined;
  const limit =
    timeoutSeconds === undefined
      ? []
      : [`one invocation takes ${formatDuration(timeoutSeconds * 1_000)} at most`];
  return html`<ul class="policy">${[...describePolicy(declared), ...limit].map((line) => html`<li>${line}</li>`)}</ul>`;
}

function nextSlots({ job, schedule }: JobView, viewer: Viewer): Html {
  const times = schedule.next(viewer.now, 5);
  if (times.length === 0) return html`<span class="sub">none is known</span>`;
  const items = times.map(
    (time) =>
      html`<li>${bothClocks(time, viewer, schedule.timezone)} <span class="sub">${formatDistance(time, viewer.now)}</span></li>`,
  );
  return html`<ol class="next">${items}</ol>${job.pause === undefined ? nothing : html`<span class="sub">skipped while the job is paused</span>`}`;
}

function actionList(actions: readonly ActionRecord[], viewer: Viewer): Html {
  // There in any case: a page that is renewed replaces its parts by their ids.
  if (actions.length === 0) return html`<section id="actions-done" data-live hidden></section>`;
  const rows = actions.map(
    ({ kind, details, by, at, reason }) =>
      html`<tr><td data-label="When">${timeTag(new Date(at), viewer)}</td><th scope="row">${kind}</th><td data-label="Who"><span title="${by}">${shortName(by)}</span></td><td data-label="Why">${reason}<span class="sub">${details}</span></td></tr>`,
  );
  return html`<section id="actions-done" data-live aria-labelledby="actions-done-title"><h2 id="actions-done-title">What operators did</h2>
<table class="done"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function runsTable(
  { slots, before, isFirst }: SlotsPage,
  { view, viewer }: { view: JobView; viewer: Viewer },
): Html {
  if (slots.length === 0)
    return html`<p class="quiet">${isFirst ? 'This job has not run yet.' : 'There are no older runs.'}</p>`;
  const path = jobPath(view.job.name);
  const newest = isFirst ? nothing : html`<a href="${path}#runs">Newest</a>`;
  const older =
    before === undefined
      ? nothing
      : html`<a href="${path}?before=${encodeURIComponent(before)}#runs" rel="next">Older</a>`;
  return html`<table class="runs"><thead><tr><th scope="col">Slot</th><th scope="col">Outcome</th><th scope="col" class="number">Took</th><th scope="col" class="number">Attempt</th><th scope="col">What happened</th></tr></thead>
<tbody>${slots.map((slot) => runRow(slot, { view, viewer }))}</tbody></table>
<nav class="pages" aria-label="Pages of runs">${newest}${older}</nav>`;
}

function runRow(slot: SlotRecord, { view, viewer }: { view: JobView; viewer: Viewer }): Html {
  const tookMs = durationOf(slot);
  return html`<tr><th scope="row"><a href="${slotPath(slot.job, slot.slot)}">${bothClocks(new Date(slot.slot), viewer, view.schedule.timezone)}</a></th>
<td data-label="Outcome">${badge(slot.state)}</td>
<td data-label="Took" class="number">${tookMs === undefined ? '…' : formatDuration(tookMs)}</td>
<td data-label="Attempt" class="number">${slot.attempt}</td>
<td data-label="What happened">${slot.reason ?? ''}${shortFigures(slot)}</td></tr>`;
}

function shortFigures({ figures = {} }: SlotRecord): Html {
  const shown = Object.entries(figures).slice(0, MOST_FIGURES);
  if (shown.length === 0) return nothing;
  return html`<span class="sub">${shown.map(([name, value]) => `${figureName(name)} ${formatNumber(value)}`).join(' · ')}</span>`;
}
