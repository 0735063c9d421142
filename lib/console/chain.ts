import { html } from 'hono/html';
import type { RunRecord, SlotCause, SlotRecord } from '../run/ledger.ts';
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

const BY_SCHEDULE = 'by its schedule';

/** Causes that are not here are of a newer version: the slot is by its schedule all the same. */
const CAUSES: Readonly<Partial<Record<SlotCause | 'schedule', string>>> = {
  schedule: BY_SCHEDULE,
  manual: 'a person asked for it',
  'catch-up': 'it was missed, and is made good',
  retry: 'by its schedule; the last attempt was started again after a failure',
  waiting: 'by its schedule; it waited for another slot of the job',
  'dead-run': 'by its schedule; it was taken up again after a run that died',
  untold: 'by its schedule; it had ended, and its end was told anew',
};

/** The steps that the ledger knows: due, claimed, each attempt with its end, recorded, and what comes next. */
export function chainSteps({ name, slot, attempts }: Chain): readonly ChainStep[] {
  const cause =
    slot === undefined
      ? 'no function has taken it up yet'
      : (CAUSES[slot.cause ?? 'schedule'] ?? BY_SCHEDULE);
  const due = { name: 'Due', text: cause, at: new Date(name.slot) };
  if (slot === undefined) return [due];
  const ended = attempts.flatMap(attemptSteps);
  const isTold = slot.state === 'failed' || attempts.some(({ attempt }) => attempt === slot.attempt);
  return [due, ...ended, ...(isTold && ended.length > 0 ? [] : goingSteps(slot)), ...nextSteps(slot)];
}

function attemptSteps(run: RunRecord): readonly ChainStep[] {
  const { attempt, startedAt, endedAt, outcome, planDigest, requestId } = run;
  const planned =
    planDigest === undefined
      ? 'it ended before there was a plan'
      : `the plan is sealed: ${planDigest.slice(0, 12)}`;
  return [
    { name: 'Claim', text: `attempt ${attempt}, request ${requestId}`, at: new Date(startedAt) },
    { name: 'Open, plan, apply', text: planned },
    { name: 'Record', text: outcome.reason, at: new Date(endedAt), state: outcome.kind },
  ];
}

function goingSteps(slot: SlotRecord): readonly ChainStep[] {
  const { attempt, claimedAt, beganAt = claimedAt, requestId, state, endedAt, reason = '' } = slot;
  if (state === 'waiting') return [{ name: 'Wait', text: reason, state }];
  if (state === 'skipped')
    return [{ name: 'Record', text: reason, at: new Date(endedAt ?? claimedAt), state }];
  const claim = { name: 'Claim', text: `attempt ${attempt}, request ${requestId}`, at: new Date(beganAt) };
  if (endedAt !== undefined) return [claim, { name: 'Record', text: reason, at: new Date(endedAt), state }];
  return [
    claim,
    { name: 'Open, plan, apply', text: underWay(slot), state },
    { name: 'Record', text: 'not yet' },
  ];
}

function underWay({ hop = 0, leaseEndsAt }: SlotRecord): string {
  const handed = hop === 0 ? '' : `, handed on to another invocation ${hop} ${hop === 1 ? 'time' : 'times'}`;
  return `under way${handed}; the lease ends at ${leaseEndsAt}`;
}

function nextSteps({ state, retryAt }: SlotRecord): readonly ChainStep[] {
  if (state !== 'failed' || retryAt === undefined) return [];
  return [{ name: 'Next attempt', text: `due at ${retryAt}` }];
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
