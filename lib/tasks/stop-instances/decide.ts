import type { StopInstancesSettings } from './definition.ts';
import { type InstanceItem, relevantTagKeys, takeSnapshot } from './item.ts';
import { parseKeepUntil } from './keep-until.ts';
import type { ObservedInstance } from './ports.ts';
import { AUTO_SCALING_TAG, DEFAULT_OPT_OUT_TAG, selectedTags } from './selected-tags.ts';
import type { SelectionSettings } from './selection.ts';

export const DEFAULT_KEEP_UNTIL_TAG = 'nightshift:keep-until';

/** Keys of the tags that a stop decision looks at. */
export function stopTagKeys(settings: StopInstancesSettings): readonly string[] {
  const { optOutTag = DEFAULT_OPT_OUT_TAG, keepUntilTag = DEFAULT_KEEP_UNTIL_TAG } = settings;
  return relevantTagKeys(settings, [optOutTag, keepUntilTag]);
}

/** Whether an instance is to be stopped, and why or why not. */
export function decideStop(
  instance: ObservedInstance,
  settings: StopInstancesSettings,
  now: Date,
): InstanceItem {
  const snapshot = takeSnapshot(instance, stopTagKeys(settings));
  const kept = readKeepUntil(instance, settings);
  const skip = notRunning(instance) ?? leaveAlone(instance, settings);
  if (skip !== undefined) return { kind: 'skip', instance: snapshot, reason: skip };
  if (kept.kind === 'unreadable') {
    const reason = `tag "${kept.tag}" is no time: left running; write it as 2026-11-22T08:00Z`;
    return { kind: 'fault', id: instance.id, code: 'InvalidTag', reason };
  }
  if (kept.kind === 'until' && kept.at > now) {
    const reason = `tag "${kept.tag}" keeps it running until ${kept.at.toISOString()}`;
    return { kind: 'skip', instance: snapshot, reason };
  }
  if (instance.rootDevice === 'instance-store') {
    return {
      kind: 'skip',
      instance: snapshot,
      reason: 'its root device is an instance store, which cannot be stopped',
    };
  }
  const action = settings.hibernate === true && instance.canHibernate ? 'hibernate' : 'stop';
  const cannot = settings.hibernate === true && action === 'stop' ? ', was launched without hibernation' : '';
  const reason = `running since ${instance.launchedAt}, ${selectedBy(instance, settings)}${cannot}`;
  return { kind: 'act', action, instance: snapshot, reason };
}

function notRunning({ state }: ObservedInstance): string | undefined {
  switch (state) {
    case 'running':
      return undefined;
    case 'stopped':
    case 'stopping':
      return `already ${state}`;
    case 'pending':
      return 'still starting';
    case 'shutting-down':
    case 'terminated':
      return `is ${state}`;
  }
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

/** How the settings came upon the instance: `AutoStop=true`, or `by id`, or `by filter`. */
export function selectedBy(instance: ObservedInstance, settings: SelectionSettings): string {
  const tags = selectedTags(settings).map(([key]) => `${key}=${instance.tags[key] ?? ''}`);
  if (tags.length > 0) return tags.join(' ');
  return settings.instanceIds === undefined ? 'selected by filter' : 'selected by id';
}

type KeepUntil =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly tag: string }
  | { readonly kind: 'until'; readonly tag: string; readonly at: Date };

function readKeepUntil(instance: ObservedInstance, settings: StopInstancesSettings): KeepUntil {
  const tag = settings.keepUntilTag ?? DEFAULT_KEEP_UNTIL_TAG;
  const text = instance.tags[tag];
  if (text === undefined) return { kind: 'none' };
  const at = parseKeepUntil(text);
  return at === undefined ? { kind: 'unreadable', tag } : { kind: 'until', tag, at };
}
