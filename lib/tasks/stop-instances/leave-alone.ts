import type { Skip } from './item.ts';
import type { Judgement } from './judge.ts';
import type { ObservedInstance } from './ports.ts';
import { AUTO_SCALING_TAG, DEFAULT_OPT_OUT_TAG } from './selected-tags.ts';
import type { SelectionSettings } from './selection.ts';

/** Why an instance is left as it is; with a problem, one of its tags cannot be read. */
export type Reason = string | { readonly problem: string; readonly so: string };

/** The item of an instance that is left as it is. */
export function skipItem(instance: Skip['instance'], reason: Reason, judged: Judgement | undefined): Skip {
  if (typeof reason === 'string') return { kind: 'skip', instance, reason, ...tagProblemOf(judged) };
  const { problem, so } = reason;
  return { kind: 'skip', instance, reason: `${problem}; ${so}`, tagProblem: problem };
}

/** What of the tag could not be read, although a schedule came out. */
export function tagProblemOf(judged: Judgement | undefined): { readonly tagProblem?: string } {
  return judged?.kind === 'wanted' && judged.problem !== undefined ? { tagProblem: judged.problem } : {};
}

/** A schedule's tag that cannot be read is told of every instance that is there and not left alone anyway. */
export function unreadable(
  instance: ObservedInstance,
  judged: Judgement | undefined,
  settings: SelectionSettings,
): Reason | undefined {
  const isGone = instance.state === 'terminated' || instance.state === 'shutting-down';
  if (judged?.kind !== 'unreadable' || isGone) return undefined;
  return leaveAlone(instance, settings) ?? { problem: judged.problem, so: 'left as it is' };
}

/** Why its schedule does not want the change: it wants something else, or a person changed the instance since. */
export function otherwiseWanted(
  judged: Judgement | undefined,
  state: { readonly is: 'running' | 'stopped'; readonly since: string | undefined },
): string | undefined {
  if (judged?.kind === 'opted-out') return `opted out by tag "${judged.tag}"`;
  if (judged?.kind !== 'wanted') return undefined;
  const { desired, since, enforce, reason } = judged;
  if (desired === state.is || desired === 'left-alone') return reason;
  const byHand = since !== undefined && state.since !== undefined && new Date(state.since) > since;
  if (!byHand || enforce) return undefined;
  const done = state.is === 'running' ? 'started' : 'stopped';
  return `was ${done} at ${state.since}, after its schedule's change at ${since.toISOString()}: left until the next one (${reason})`;
}

/** Stated rules that leave an instance alone, for stopping and for starting. */
export function leaveAlone(instance: ObservedInstance, settings: SelectionSettings): string | undefined {
  const { optOutTag = DEFAULT_OPT_OUT_TAG, autoScaling = 'skip', spot = 'skip' } = settings;
  const optOut = instance.tags[optOutTag];
  if (optOut !== undefined && optOut.trim().toLowerCase() !== 'false')
    return `opted out by tag "${optOutTag}"`;
  const group = instance.tags[AUTO_SCALING_TAG];
  if (group !== undefined && autoScaling === 'skip') {
    return `belongs to Auto Scaling group "${group}", which would replace it`;
  }
  if (instance.market === 'spot' && spot === 'skip') return 'is a spot instance';
  return undefined;
}
