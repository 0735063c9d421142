import { html } from 'hono/html';
import type { RunRecord, SlotRecord } from '../run/ledger.ts';
import { type Html, nothing } from './html.ts';
import { badge } from './status.ts';
import { formatDuration, timeTag, type Viewer } from './times.ts';

/** One step of a slot's chain. */
export interface ChainStep {
  readonly name: string;
  readonly text: string;
  /** Undefined while it has not come. */
  readonly at?: Date;
  readonly state?: string;
}

interface Chain {
  readonly name: { readonly slot: string };
  readonly slot: SlotRecord | undefined;
  readonly attempts: readonly RunRecord[];
}

/** The steps that the ledger knows: due, claimed, each attempt with its end, recorded. */
export function chainSteps({ name, slot, attempts }: Chain): readonly ChainStep[] {
  const due = {
    name: 'Due',
    text: 'the time that the schedule, or a person, has set',
    at: new Date(name.slot),
  };
  if (slot === undefined) return [due, { name: 'Claim', text: 'no function has taken the slot up' }];
  const ended = attempts.flatMap(attemptSteps);
  const going = attempts.some(({ attempt }) => attempt === slot.attempt) ? [] : goingSteps(slot);
  return [due, ...ended, ...going];
}

function attemptSteps(run: RunRecord): readonly ChainStep[] {
  const { attempt, startedAt, endedAt, outcome, planDigest, requestId } = run;
  const planned =
    planDigest === undefined
      ? 'it ended before there was a plan'
      : `the plan is sealed: ${planDigest.slice(0, 12)}`;
  return [
    { name: 'Claim', text: `attempt ${attempt}, request ${requestId}`, at: new Date(startedAt) },
    {
      name: 'Open, plan, apply',
      text: planned,
    },
    { name: 'Record', text: outcome.reason, at: new Date(endedAt), state: outcome.kind },
  ];
}

function goingSteps({
  attempt,
  claimedAt,
  requestId,
  leaseEndsAt,
  state,
  endedAt,
  reason = '',
}: SlotRecord): readonly ChainStep[] {
  const claim = { name: 'Claim', text: `attempt ${attempt}, request ${requestId}`, at: new Date(claimedAt) };
  if (endedAt !== undefined) return [claim, { name: 'Record', text: reason, at: new Date(endedAt), state }];
  return [
    claim,
    { name: 'Open, plan, apply', text: `under way; the lease ends at ${leaseEndsAt}`, state },
    { name: 'Record', text: 'not yet' },
  ];
}

/** The steps from top to bottom with the time that went by between them. */
export function chainView(steps: readonly ChainStep[], viewer: Viewer): Html {
  let previous: Date | undefined;
  const items = steps.map((step) => {
    const sinceMs =
      step.at === undefined || previous === undefined ? undefined : step.at.getTime() - previous.getTime();
    previous = step.at ?? previous;
    return stepItem(step, { sinceMs, viewer });
  });
  return html`<ol class="chain">${items}</ol>`;
}

function stepItem(
  { name, text, at, state }: ChainStep,
  { sinceMs, viewer }: { sinceMs: number | undefined; viewer: Viewer },
): Html {
  const since =
    sinceMs === undefined || sinceMs < 0
      ? nothing
      : html` <span class="sub">${formatDuration(sinceMs)} later</span>`;
  const when =
    at === undefined ? nothing : html`<span class="when">${timeTag(at, viewer, 'seconds')}${since}</span>`;
  return html`<li class="${at === undefined && state === undefined ? 'open' : ''}"><b>${name}</b> ${state === undefined ? nothing : badge(state)} <span class="why">${text}</span>${when}</li>`;
}
