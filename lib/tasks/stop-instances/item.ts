import type { InstanceState, ObservedInstance } from './ports.ts';
import { dialectsOf } from './schedule-settings.ts';
import { AUTO_SCALING_TAG, selectedTags } from './selected-tags.ts';
import type { SelectionSettings } from './selection.ts';

/** What the plan saw of an instance; `apply` acts only while it still looks like this. */
export interface InstanceSnapshot {
  readonly id: string;
  readonly state: InstanceState;
  readonly launchedAt: string;
  /** Only the tags that the decision looks at. */
  readonly tags: Readonly<Record<string, string>>;
}

interface OfTarget {
  /** With several targets: the name of the one it belongs to. */
  readonly target?: string;
}

interface OfInstance extends OfTarget {
  readonly instance: InstanceSnapshot;
  readonly reason: string;
  /** What of its tags cannot be read: `tag "nightshift:schedule": there is no schedule "x"`. */
  readonly tagProblem?: string;
}

export interface Act extends OfInstance {
  readonly kind: 'act';
  readonly action: 'stop' | 'hibernate' | 'start';
}

export interface Skip extends OfInstance {
  readonly kind: 'skip';
}

interface Fault extends OfTarget {
  readonly kind: 'fault';
  readonly id: string;
  readonly code: string;
  readonly reason: string;
}

export type InstanceItem = Act | Skip | Fault;

/** One line per item: `i-0…: stop, running since …, AutoStop=true`, after the target where there are several. */
export function describeInstanceItem(item: InstanceItem): string {
  const target = item.target === undefined ? '' : `${item.target} `;
  switch (item.kind) {
    case 'act':
      return `${target}${item.instance.id}: ${item.action}, ${item.reason}`;
    case 'skip':
      return `${target}${item.instance.id}: skip, ${item.reason}`;
    case 'fault':
      return `${item.id === item.target ? '' : target}${item.id}: ${item.code}, ${item.reason}`;
  }
}

/** Keys of the tags that decide about an instance: those it is selected by, and those that keep it alone. */
export function relevantTagKeys(settings: SelectionSettings, special: readonly string[]): readonly string[] {
  const keyFilter = settings.filters?.['tag-key'] ?? [];
  const byKey = (typeof keyFilter === 'string' ? [keyFilter] : keyFilter).filter((key) => !/[*?]/.test(key));
  const selected = selectedTags(settings).map(([key]) => key);
  const scheduling = settings.bySchedule === undefined ? [] : dialectsOf(settings.bySchedule);
  const ofSchedule = scheduling.map(({ key }) => key);
  return [...new Set([...selected, ...byKey, ...ofSchedule, ...special, AUTO_SCALING_TAG])].sort();
}

/** The snapshot of an instance, with the relevant tags only. The case of a key does not count, as in Cloud Custodian's. */
export function takeSnapshot(instance: ObservedInstance, tagKeys: readonly string[]): InstanceSnapshot {
  const wanted = new Set(tagKeys.map((key) => key.toLowerCase()));
  const tags = Object.entries(instance.tags).filter(([key]) => wanted.has(key.toLowerCase()));
  const { id, state, launchedAt } = instance;
  return { id, state, launchedAt, tags: Object.fromEntries(tags) };
}

/** What changed since the plan, in words; undefined when nothing did. */
export function findDrift(
  planned: InstanceSnapshot,
  now: ObservedInstance,
  tagKeys: readonly string[],
): string | undefined {
  const current = takeSnapshot(now, [...new Set([...tagKeys, ...Object.keys(planned.tags)])]);
  if (planned.state !== current.state) return `state was ${planned.state}, is ${current.state}`;
  if (planned.launchedAt !== current.launchedAt)
    return `launch time was ${planned.launchedAt}, is ${current.launchedAt}`;
  const keys = new Set([...Object.keys(planned.tags), ...Object.keys(current.tags)]);
  const changed = [...keys].find((key) => planned.tags[key] !== current.tags[key]);
  return changed === undefined ? undefined : `tag "${changed}" changed`;
}
