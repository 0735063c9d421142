import { html } from 'hono/html';
import { type Html, nothing } from './html.ts';
import { jobPath, slotPath } from './job-view.ts';
import { trail } from './layout.ts';
import { shortName } from './policy-words.ts';
import type { BackfillSlot, BackfillSpan, ConsoleJob } from './port.ts';
import { badge } from './status.ts';

interface Confirmation {
  readonly job: string;
  readonly title: string;
  readonly text: Html;
  readonly action: string;
  readonly fields?: Html;
  readonly button: string;
  /** `get` where nothing is done yet. */
  readonly method?: 'get' | 'post';
}

/** A question and a form that answers it: a page of its own, or the inside of a dialog. */
function confirmation({
  job,
  title,
  text,
  action,
  fields = nothing,
  button,
  method = 'post',
}: Confirmation): Html {
  return html`${trail(
    [
      { href: '/', text: 'Overview' },
      { href: jobPath(job), text: job },
    ],
    title,
  )}
<div class="ask"><h1>${title}</h1>
<p>${text}</p>
<form method="${method}" action="${action}" class="confirm">${fields}
<div class="actions"><button class="button main" type="submit">${button}</button><a class="button plain" href="${jobPath(job)}" data-close>Cancel</a></div></form></div>`;
}

function field(label: string, control: Html, hint = ''): Html {
  return html`<label class="field"><span>${label}</span>${control}${hint === '' ? nothing : html`<span class="sub">${hint}</span>`}</label>`;
}

/** Asks whether to run a job now, or a slot of it. */
export function runForm({ name }: ConsoleJob, slot: string): Html {
  return confirmation({
    job: name,
    title: slot === '' ? `Run ${name} now` : `Run ${name} again`,
    text: html`It does its work at once, with the environment's credentials. A slot that is done is never done twice.`,
    action: `${jobPath(name)}/run`,
    fields: slotField(slot),
    button: 'Run it',
  });
}

/** Asks whether to plan a job without doing anything. */
export function planForm({ name }: ConsoleJob, slot: string): Html {
  return confirmation({
    job: name,
    title: `Dry run of ${name}`,
    text: html`The job looks and decides, and changes nothing. You then see what it would do, and may run exactly that.`,
    action: `${jobPath(name)}/plan`,
    fields: slotField(slot),
    button: 'Make the plan',
  });
}

function slotField(slot: string): Html {
  const control = html`<input name="slot" value="${slot}" placeholder="now" pattern="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?Z" autocomplete="off">`;
  return field('Slot', control, 'The scheduled time to work for, in UTC: 2026-03-06T02:00:00Z. Empty: now.');
}

function reasonField(hint: string): Html {
  const control = html`<input name="reason" required maxlength="500" autocomplete="off" autofocus>`;
  return field('Reason', control, hint);
}

/** Asks why a run is to be cancelled. */
export function cancelForm({ name }: ConsoleJob, slot: string): Html {
  return confirmation({
    job: name,
    title: `Cancel ${name}, slot ${slot}`,
    text: html`A run that is under way stops between two batches of its work: what it has done stays done. A slot that waits is dropped.`,
    action: `${slotPath(name, slot)}/cancel`,
    fields: reasonField('The others read it.'),
    button: 'Cancel it',
  });
}

/** Asks why a job is to be paused. */
export function pauseForm({ name }: ConsoleJob): Html {
  return confirmation({
    job: name,
    title: `Pause ${name}`,
    text: html`Its schedule goes on, and its slots are recorded as skipped, with your reason, until you resume it. A run that is under way is not stopped.`,
    action: `${jobPath(name)}/pause`,
    fields: reasonField('The others read it: what is wrong, and until when.'),
    button: 'Pause it',
  });
}

/** Asks whether a job is to go on. */
export function resumeForm({ name, pause }: ConsoleJob): Html {
  return confirmation({
    job: name,
    title: `Resume ${name}`,
    text:
      pause === undefined
        ? html`It is not paused.`
        : html`Paused by ${shortName(pause.by)}: “${pause.reason}”. From now on its slots run again; missed ones are made good as its catchUp says.`,
    action: `${jobPath(name)}/resume`,
    fields: reasonField('What has changed: the others read it.'),
    button: 'Resume it',
  });
}

/** Asks for the days of a backfill; the next page shows its slots. */
export function backfillForm(
  { name }: ConsoleJob,
  days: { readonly from: string; readonly to: string },
): Html {
  return confirmation({
    job: name,
    title: `Backfill ${name}`,
    text: html`Runs the slots of past days that have no run yet, or a failed one. First you see which they are.`,
    action: `${jobPath(name)}/backfill`,
    method: 'get',
    fields: html`${field('First day', html`<input type="date" name="from" required value="${days.from}">`)}${field('Last day', html`<input type="date" name="to" required value="${days.to}">`, "Days of the job's own time zone, both included.")}`,
    button: 'Show the slots',
  });
}

/** Shows the slots of a backfill and asks whether to run them. */
export function backfillPreview(
  { name }: ConsoleJob,
  {
    span,
    slots,
    days,
  }: {
    readonly span: BackfillSpan;
    readonly slots: readonly BackfillSlot[];
    readonly days: { readonly from: string; readonly to: string };
  },
): Html {
  const wanted = slots.filter((slot) => slot.wanted);
  const list = html`<ul class="slots">${slots.map(({ slot, state, wanted: isWanted }) => html`<li>${state === 'none' ? html`<span class="badge off">no run</span>` : badge(state)} ${slot} <span class="why">${isWanted ? 'will run' : 'stays as it is'}</span></li>`)}</ul>`;
  if (wanted.length === 0)
    return html`${trail(
      [
        { href: '/', text: 'Overview' },
        { href: jobPath(name), text: name },
      ],
      'Backfill',
    )}<h1>Nothing to backfill</h1>
<p>From ${days.from} to ${days.to} every slot of the schedule has its run, or there is none.</p>${list}<p><a class="button plain" href="${jobPath(span.job)}">Back to the job</a></p>`;
  return confirmation({
    job: name,
    title: `Backfill ${wanted.length} ${wanted.length === 1 ? 'slot' : 'slots'} of ${name}`,
    text: html`From ${days.from} to ${days.to}, oldest first.`,
    action: `${jobPath(name)}/backfill`,
    fields: html`${list}<input type="hidden" name="from" value="${days.from}"><input type="hidden" name="to" value="${days.to}">${field('At once', html`<input type="number" name="parallel" min="1" max="10" value="1" required>`, 'How many slots run beside each other.')}`,
    button: 'Run them',
  });
}
