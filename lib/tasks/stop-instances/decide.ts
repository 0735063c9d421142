import type { StopInstancesSettings } from './definition.ts';
import { type InstanceItem, relevantTagKeys, takeSnapshot } from './item.ts';
import { parseKeepUntil } from './keep-until.ts';
import {
  leaveAlone,
  otherwiseWanted,
  type Reason,
  skipItem,
  tagProblemOf,
  unreadable,
} from './leave-alone.ts';
import type { Occasion } from './occasion.ts';
import type { ObservedInstance } from './ports.ts';
import { DEFAULT_OPT_OUT_TAG, selectedTags } from './selected-tags.ts';
import type { SelectionSettings } from './selection.ts';

export const DEFAULT_KEEP_UNTIL_TAG = 'nightshift:keep-until';

/** Keys of the tags that a stop decision looks at. */
export function stopTagKeys(settings: StopInstancesSettings): readonly string[] {
  const { optOutTag = DEFAULT_OPT_OUT_TAG, keepUntilTag = DEFAULT_KEEP_UNTIL_TAG } = settings;
  return relevantTagKeys(settings, [optOutTag, keepUntilTag]);
}

/** Whether an instance is to be stopped, and why or why not; nothing where no schedule of its own selects it. */
export function decideStop(
  instance: ObservedInstance,
  { settings, at, judge }: Occasion<StopInstancesSettings>,
): InstanceItem | undefined {
  const judged = judge?.(instance.tags);
  if (judged?.kind === 'untagged') return undefined;
  const kept = readKeepUntil(instance, settings);
  const skip =
    unreadable(instance, judged, settings) ??
    notRunning(instance) ??
    leaveAlone(instance, settings) ??
    keptRunning(kept, at) ??
    otherwiseWanted(judged, { is: 'running', since: instance.launchedAt }) ??
    (instance.rootDevice === 'instance-store'
      ? 'its root device is an instance store, which cannot be stopped'
      : undefined);
  const snapshot = takeSnapshot(instance, stopTagKeys(settings));
  if (skip !== undefined) return skipItem(snapshot, skip, judged);
  const action = settings.hibernate === true && instance.canHibernate ? 'hibernate' : 'stop';
  const cannot = settings.hibernate === true && action === 'stop' ? ', was launched without hibernation' : '';
  const why = judged?.kind === 'wanted' ? judged.reason : selectedBy(instance, settings);
  const reason = `running since ${instance.launchedAt}, ${why}${cannot}`;
  return { kind: 'act', action, instance: snapshot, reason, ...tagProblemOf(judged) };
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

function keptRunning(kept: KeepUntil, at: Date): Reason | undefined {
  switch (kept.kind) {
    case 'none':
      return undefined;
    case 'until':
      return kept.at > at ? `tag "${kept.tag}" keeps it running until ${kept.at.toISOString()}` : undefined;
    case 'unreadable': {
      const problem = `tag "${kept.tag}": it is no time, write 2026-11-22T08:00Z`;
      return { problem, so: 'left running' };
    }
  }
}
