import { html } from 'hono/html';
import { type Html, nothing } from './html.ts';
import { slotPath } from './job-view.ts';
import { trail } from './layout.ts';
import type { DeadLetter } from './port.ts';
import { timeTag, type Viewer } from './times.ts';

/** The dead letters with their reasons, and a form that runs the chosen ones again. */
export function deadLettersBody(letters: readonly DeadLetter[], viewer: Viewer): Html {
  return html`${trail([{ href: '/', text: 'Overview' }], 'Dead letters')}
<h1>Dead letters</h1>
<p class="lead">Slots that nobody tries any more. Mend the cause first; to redrive one runs its slot again, and takes it from the queue once that has ended well.</p>
<section id="letters" aria-labelledby="letters-title"><h2 id="letters-title" class="unseen">Letters</h2>${letters.length === 0 ? html`<p class="quiet">No dead letter waits.</p>` : form(letters, viewer)}</section>`;
}

function form(letters: readonly DeadLetter[], viewer: Viewer): Html {
  return html`<form method="post" action="/dead-letters"><table class="letters"><thead><tr><th scope="col"><span class="unseen">Redrive</span></th><th scope="col">Slot</th><th scope="col">Since</th><th scope="col">Reason</th></tr></thead>
<tbody>${letters.map((letter) => row(letter, viewer))}</tbody></table>
<div class="actions"><button class="button main" type="submit">Redrive the chosen ones</button></div></form>`;
}

function row({ id, job, slot, sentAt, reason }: DeadLetter, viewer: Viewer): Html {
  const known = job !== undefined && slot !== undefined;
  const name = known
    ? html`<a href="${slotPath(job, slot)}">${job}, ${slot}</a>`
    : html`${job ?? 'an event that is none of ours'}`;
  const box = known
    ? html`<input type="checkbox" name="id" value="${id}" checked aria-label="Redrive ${job}, ${slot}">`
    : nothing;
  return html`<tr><td data-label="Redrive">${box}</td><th scope="row">${name}</th><td data-label="Since">${sentAt === undefined ? nothing : timeTag(sentAt, viewer)}</td><td data-label="Reason">${reason}</td></tr>`;
}
