import { html } from 'hono/html';
import { formatCount } from '../model/format-count.ts';
import type { PlanReport } from '../run/plan-slot.ts';
import type { Call, CallProgress } from './calls.ts';
import { type Html, nothing } from './html.ts';
import { jobPath, slotPath } from './job-view.ts';
import { trail } from './layout.ts';
import type { SlotResult } from './port.ts';
import { badge } from './status.ts';
import { formatDuration, timeTag, type Viewer } from './times.ts';

/** How long work goes: a plan and what may be done with it, or slot after slot. */
export function callBody(call: Call, viewer: Viewer): Html {
  const { title, job, startedAt } = call;
  const parents = [
    { href: '/', text: 'Overview' },
    ...(job === undefined ? [] : [{ href: jobPath(job), text: job }]),
  ];
  return html`${trail(parents, title)}
<h1>${title}</h1>
<section id="call" data-live aria-labelledby="call-title"><h2 id="call-title" class="unseen">How it goes</h2>
${progressOf(call, viewer)}
<p class="sub">asked for at ${timeTag(startedAt, viewer, 'seconds')}</p></section>`;
}

/** The state of the work in one line, for those who cannot see it change. */
export function callNews({ title, progress }: Call): string {
  const words = { working: 'is at work', done: 'is done', broke: 'broke off' };
  return `${title} ${words[progress.kind]}, ${progress.slots.length} slots ended`;
}

function progressOf({ progress, startedAt }: Call, viewer: Viewer): Html {
  if (progress.kind === 'working') {
    const sinceMs = viewer.now.getTime() - startedAt.getTime();
    return html`<p class="working">${badge('running')} for ${formatDuration(sinceMs)}. This page renews itself; <a href="">reload it</a> where scripts are off.</p>${slotList(progress.slots)}`;
  }
  if (progress.kind === 'broke')
    return html`<p class="notice bad">${badge('failed')} ${progress.message}</p>${slotList(progress.slots)}`;
  return html`${answerOf(progress)}${slotList(progress.slots)}`;
}

function answerOf({ answer, slots }: Extract<CallProgress, { kind: 'done' }>): Html {
  if (answer === undefined) {
    const failed = slots.filter(({ state }) => state === 'failed').length;
    return html`<p class="notice">Done: ${slots.length} ${slots.length === 1 ? 'slot' : 'slots'}, ${failed === 0 ? 'none failed' : `${failed} failed`}.</p>`;
  }
  if ('kind' in answer) return planOf(answer);
  const state = answer.effect === 'continued' ? 'running' : answer.outcome.kind;
  return html`<p>${badge(state)} ${answer.outcome.reason} <a href="${slotPath(answer.job, answer.slot)}">See the run</a></p>`;
}

function planOf(plan: PlanReport): Html {
  if (plan.kind === 'failed') {
    const { reason, advice } = plan.outcome;
    return html`<p class="notice bad">${badge('failed')} the plan could not be made: ${reason}${advice === undefined ? nothing : html`; ${advice}`}</p>`;
  }
  if (plan.items === 0)
    return html`<p class="notice">${badge('nothing-to-do')} The run of slot ${plan.slot} would change nothing.</p>`;
  return html`<p>The run of slot ${plan.slot} would do this, and nothing has been done yet:</p>
${itemList(plan.lines, plan.items)}
<form method="post" action="${jobPath(plan.job)}/run" class="confirm"><input type="hidden" name="slot" value="${plan.slot}"><input type="hidden" name="key" value="${plan.planKey}"><input type="hidden" name="digest" value="${plan.digest}">
<p class="sub">Sealed by the digest <code class="long">${plan.digest}</code>: exactly this is done, or nothing.</p>
<button class="button main" type="submit">Run exactly this plan</button> <a class="button plain" href="${jobPath(plan.job)}">Leave it</a></form>`;
}

/** Items in words; of many, the first ones and how many more there are. */
export function itemList(lines: readonly string[], items: number): Html {
  const rest = items - lines.length;
  return html`<ol class="items">${lines.map((line) => html`<li>${line}</li>`)}</ol>${rest > 0 ? html`<p class="sub">and ${formatCount(rest)} more</p>` : nothing}`;
}

function slotList(slots: readonly SlotResult[]): Html {
  if (slots.length === 0) return nothing;
  const items = slots.map(
    ({ job, slot, state, reason }) =>
      html`<li>${badge(state)} <a href="${slotPath(job, slot)}">${slot}</a> <span class="why">${reason}</span></li>`,
  );
  return html`<ul class="slots">${items}</ul>`;
}
