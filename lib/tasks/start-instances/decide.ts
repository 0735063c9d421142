import { leaveAlone, selectedBy } from '../stop-instances/decide.ts';
import { type InstanceItem, relevantTagKeys, takeSnapshot } from '../stop-instances/item.ts';
import type { ObservedInstance } from '../stop-instances/ports.ts';
import { DEFAULT_OPT_OUT_TAG } from '../stop-instances/selected-tags.ts';
import type { StartInstancesSettings } from './definition.ts';

/** Keys of the tags that a start decision looks at. */
export function startTagKeys(settings: StartInstancesSettings): readonly string[] {
  return relevantTagKeys(settings, [settings.optOutTag ?? DEFAULT_OPT_OUT_TAG]);
}

/** Whether an instance is to be started, and why or why not. */
export function decideStart(instance: ObservedInstance, settings: StartInstancesSettings): InstanceItem {
  const snapshot = takeSnapshot(instance, startTagKeys(settings));
  const skip = notStopped(instance) ?? leaveAlone(instance, settings);
  if (skip !== undefined) return { kind: 'skip', instance: snapshot, reason: skip };
  const reason = `stopped, ${selectedBy(instance, settings)}`;
  return { kind: 'act', action: 'start', instance: snapshot, reason };
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
