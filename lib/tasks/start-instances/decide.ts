import { selectedBy } from '../stop-instances/decide.ts';
import { type InstanceItem, relevantTagKeys, takeSnapshot } from '../stop-instances/item.ts';
import {
  leaveAlone,
  otherwiseWanted,
  skipItem,
  tagProblemOf,
  unreadable,
} from '../stop-instances/leave-alone.ts';
import type { Occasion } from '../stop-instances/occasion.ts';
import type { ObservedInstance } from '../stop-instances/ports.ts';
import { DEFAULT_OPT_OUT_TAG } from '../stop-instances/selected-tags.ts';
import type { StartInstancesSettings } from './definition.ts';

/** Keys of the tags that a start decision looks at. */
export function startTagKeys(settings: StartInstancesSettings): readonly string[] {
  return relevantTagKeys(settings, [settings.optOutTag ?? DEFAULT_OPT_OUT_TAG]);
}

/** Whether an instance is to be started, and why or why not; nothing where no schedule of its own selects it. */
export function decideStart(
  instance: ObservedInstance,
  { settings, judge }: Occasion<StartInstancesSettings>,
): InstanceItem | undefined {
  const judged = judge?.(instance.tags);
  if (judged?.kind === 'untagged') return undefined;
  const skip =
    unreadable(instance, judged, settings) ??
    notStopped(instance) ??
    leaveAlone(instance, settings) ??
    otherwiseWanted(judged, { is: 'stopped', since: instance.stoppedAt });
  const snapshot = takeSnapshot(instance, startTagKeys(settings));
  if (skip !== undefined) return skipItem(snapshot, skip, judged);
  const reason = judged?.kind === 'wanted' ? judged.reason : selectedBy(instance, settings);
  return { kind: 'act', action: 'start', instance: snapshot, reason, ...tagProblemOf(judged) };
}

function notStopped({ state }: ObservedInstance): string | undefined {
  switch (state) {
    case 'stopped':
      return undefined;
    case 'running':
      return 'already running';
    case 'pending':
      return 'already starting';
    case 'stopping':
      return 'still stopping';
    case 'shutting-down':
    case 'terminated':
      return `is ${state}`;
  }
}
