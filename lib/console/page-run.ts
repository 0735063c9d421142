import { html } from 'hono/html';
import type { RunRecord, SlotRecord } from '../run/ledger.ts';
import type { Call } from './calls.ts';
import { chainSteps, chainView } from './chain.ts';
import { figureName, formatNumber } from './chart.ts';
import { type Html, nothing } from './html.ts';
import { jobPath, slotPath } from './job-view.ts';
import { actionLink, trail } from './layout.ts';
import { type LogEntry, readDetails, readLog } from './log-view.ts';
import { itemList } from './page-call.ts';
import type { ConsoleJob, LogLine, SlotName, StoredPlan } from './port.ts';
import { badge } from './status.ts';
import { bothClocks, formatDuration, formatTime, type Viewer } from './times.ts';

/** All that is known of a slot. */
export interface RunView {
  readonly name: SlotName;
  readonly job: ConsoleJob;
  /** Undefined while nothing has claimed it. */
  readonly slot: SlotRecord | undefined;
  readonly attempts: readonly RunRecord[];
  readonly log: readonly LogLine[];
  readonly plans: readonly StoredPlan[];
  readonly hasMail: boolean;
  /** What this page asked of it last. */
  readonly call: Call | undefined;
}

/** One slot: how it ended, its chain step by step, plan and outcome item by item, its log, its mail. */
export function runBody(view: RunView, viewer: Viewer): Html {
  const { name, job, slot } = view;
  const timezone = job.schedule?.timezone ?? 'UTC';
  const parents = [
    { href: '/', text: 'Overview' },
    { href: jobPath(name.job), text: name.job },
  ];
  return html`${trail(parents, name.slot)}
<div class="head"><h1>${name.job} <span class="of">slot ${bothClocks(new Date(name.slot), viewer, timezone)}</span></h1><span id="state" data-live>${badge(slot?.state ?? 'waiting')}</span></div>
<section id="outcome" data-live aria-labelledby="outcome-title"><h2 id="outcome-title">Outcome</h2>${callNote(view)}${outcome(view)}</section>
<section id="chain" data-live aria-labelledby="chain-title"><h2 id="chain-title">Chain</h2>${chainView(chainSteps(view), viewer)}</section>
<section id="items" data-live aria-labelledby="items-title"><h2 id="items-title">Item by item</h2>${items(view)}</section>
<section id="log" data-live aria-labelledby="log-title"><h2 id="log-title">Log</h2>${logTable(readLog(view.log), viewer)}</section>
${view.hasMail ? mail(name) : nothing}`;
}

/** What went wrong with the asking itself; how the run goes, the ledger tells. */
function callNote({ call, slot }: RunView): Html {
  if (call?.progress.kind === 'broke')
    return html`<p class="notice bad">${badge('failed')} ${call.progress.message}</p>`;
  if (call?.progress.kind === 'working' && slot === undefined)
    return html`<p class="working">${badge('running')} asked for; no function has claimed the slot yet.</p>`;
  const answer = call?.progress.kind === 'done' ? call.progress.answer : undefined;
  if (answer !== undefined && 'effect' in answer && answer.effect === 'duplicate')
    return html`<p class="notice">Nothing was done again: ${answer.outcome.reason}.</p>`;
  return nothing;
}

function outcome({ slot, attempts, name, job }: RunView): Html {
  if (slot === undefined) return html`<p class="quiet">The ledger knows nothing of this slot.</p>`;
  const advice = attempts.at(-1)?.outcome.advice;
  const again = slot.state === 'failed' && job.functionName !== undefined;
  const isOpen = slot.state === 'running' || slot.state === 'waiting';
  return html`<p class="reason">${slot.reason ?? 'It is at work.'}${slot.code === undefined ? nothing : html` <code>${slot.code}</code>`}</p>
${advice === undefined ? nothing : html`<p class="advice"><b>What to do:</b> ${advice}</p>`}
${figures(slot)}
${isOpen ? html`<div class="actions">${actionLink(`${slotPath(name.job, name.slot)}/cancel`, 'Cancel')}</div>` : nothing}
${again ? html`<div class="actions">${actionLink(`${jobPath(name.job)}/run?slot=${encodeURIComponent(name.slot)}`, 'Run this slot again', 'main')}</div>` : nothing}`;
}

function figures({ figures: counted = {} }: SlotRecord): Html {
  const rows = Object.entries(counted);
  if (rows.length === 0) return nothing;
  return html`<dl class="figures">${rows.map(([key, value]) => html`<div><dt>${figureName(key)}</dt><dd>${formatNumber(value)}</dd></div>`)}</dl>`;
}

function items({ plans, slot, log, name }: RunView): Html {
  const details = readDetails(log, name.slot);
  const done = plans.find(({ digest }) => digest === slot?.planDigest);
  const planned =
    done === undefined
      ? nothing
      : html`<details><summary>The plan that was done: ${done.items} items</summary>${itemList(done.lines, done.items)}</details>`;
  const other = plans.filter((plan) => plan !== done);
  const others = other.map(
    (plan) =>
      html`<details><summary>A plan for this slot, not done: ${plan.items} items, digest ${plan.digest.slice(0, 12)}</summary>${itemList(plan.lines, plan.items)}</details>`,
  );
  const outcomes =
    details.length === 0
      ? html`<p class="quiet">The run tells of no single items.</p>`
      : itemList(details, details.length);
  const digest =
    slot?.planDigest === undefined
      ? nothing
      : html`<p class="sub">Digest of what was planned and done: <code class="long">${slot.planDigest}</code></p>`;
  return html`${outcomes}${planned}${others}${digest}`;
}

function logTable(entries: readonly LogEntry[], viewer: Viewer): Html {
  if (entries.length === 0)
    return html`<p class="quiet">No line yet. Logs come some seconds after they were written.</p>`;
  return html`<table class="log"><thead><tr><th scope="col">Time</th><th scope="col">Level</th><th scope="col">Line</th></tr></thead>
<tbody>${entries.map((entry) => logRow(entry, viewer))}</tbody></table>`;
}

function logRow({ at, level, message, rest }: LogEntry, viewer: Viewer): Html {
  const more = rest === '' ? nothing : html`<details><summary>fields</summary><pre>${rest}</pre></details>`;
  return html`<tr class="${level === 'ERROR' ? 'bad' : level === 'WARN' ? 'warn' : ''}"><td><time datetime="${at.toISOString()}">${formatTime(at, viewer.timezone, 'seconds')}</time></td><td>${level.toLowerCase()}</td><td><span class="line">${message}</span>${more}</td></tr>`;
}

/** The mail is somebody's HTML: a frame without scripts, forms, or a place of its own. */
function mail({ job, slot }: SlotName): Html {
  return html`<section id="mail" aria-labelledby="mail-title"><h2 id="mail-title">The mail as it was sent</h2>
<iframe class="mail" sandbox="" src="${slotPath(job, slot)}/mail" title="The mail of ${job}, slot ${slot}"></iframe></section>`;
}

/** The state in one line. */
export function runNews({ name, slot }: RunView): string {
  const state = slot === undefined ? 'not claimed yet' : slot.state;
  const tookMs =
    slot?.endedAt === undefined ? undefined : Date.parse(slot.endedAt) - Date.parse(slot.claimedAt);
  return `${name.job}, slot ${name.slot}: ${state}${tookMs === undefined ? '' : ` after ${formatDuration(tookMs)}`}`;
}
