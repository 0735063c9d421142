import { ServiceError } from '../../model/errors.ts';
import type { InstanceRecord } from './change.ts';
import type { InstanceItem } from './item.ts';
import type { SelectionSettings } from './selection.ts';
import { type Target, type Targetable, targetName } from './target.ts';

const PARALLEL_TARGETS = 4;

/**
 * The plans of all targets, four at a time and in the order of the settings. A target that cannot be read becomes one
 * fault; the others go on. A named id is missing only when no target has it.
 */
export async function* planTargets<Ports extends Targetable<Ports>>(
  settings: SelectionSettings,
  ports: Ports,
  planOne: (ports: Ports) => AsyncIterable<InstanceItem>,
): AsyncIterable<InstanceItem> {
  const { targets, instanceIds = [] } = settings;
  if (targets === undefined) {
    yield* planOne(ports);
    return;
  }
  const plans = await mapBounded(targets, (target) => planTarget(target, ports, planOne));
  const found = new Set(plans.flat().map((item) => (item.kind === 'fault' ? '' : item.instance.id)));
  const named = new Set<string>();
  for (const item of plans.flat()) {
    const isMissing = item.kind === 'fault' && instanceIds.includes(item.id);
    if (isMissing && (found.has(item.id) || named.has(item.id))) continue;
    if (isMissing) named.add(item.id);
    yield item;
  }
}

async function planTarget<Ports extends Targetable<Ports>>(
  target: Target,
  ports: Ports,
  planOne: (ports: Ports) => AsyncIterable<InstanceItem>,
): Promise<readonly InstanceItem[]> {
  const name = targetName(target);
  const items: InstanceItem[] = [];
  try {
    for await (const item of planOne(ports.forTarget(target))) items.push({ ...item, target: name });
    return items;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return [{ kind: 'fault', id: name, target: name, code: error.code, reason: error.message }];
  }
}

/** Acts on the items of each target with that target's ports, four targets at a time; each fails for itself. */
export async function changeTargets<Ports extends Targetable<Ports>>(
  items: AsyncIterable<InstanceItem>,
  { settings, ports }: { readonly settings: SelectionSettings; readonly ports: Ports },
  changeOne: (items: AsyncIterable<InstanceItem>, ports: Ports) => Promise<readonly InstanceRecord[]>,
): Promise<readonly InstanceRecord[]> {
  if (settings.targets === undefined) return changeOne(items, ports);
  const byTarget = new Map<string, InstanceItem[]>();
  for await (const item of items) {
    const name = item.target ?? '';
    const group = byTarget.get(name) ?? [];
    group.push(item);
    byTarget.set(name, group);
  }
  const known = new Map(settings.targets.map((target) => [targetName(target), target]));
  const results = await mapBounded([...byTarget], async ([name, group]) => {
    const target = known.get(name);
    if (target === undefined) return [unknownTarget(name)];
    return changeTarget(name, () => changeOne(streamOf(group), ports.forTarget(target)));
  });
  return results.flat();
}

async function changeTarget(
  name: string,
  change: () => Promise<readonly InstanceRecord[]>,
): Promise<readonly InstanceRecord[]> {
  try {
    return (await change()).map((record) => ({ ...record, target: name }));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return [{ id: name, target: name, kind: 'failed', code: error.code, reason: error.message }];
  }
}

function unknownTarget(name: string): InstanceRecord {
  return {
    id: name,
    kind: 'failed',
    code: 'UnknownTarget',
    reason: 'the settings name no such target any more',
  };
}

async function* streamOf<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

async function mapBounded<T, Result>(
  items: readonly T[],
  step: (item: T) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[][] = items.map(() => []);
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = [await step(item)];
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_TARGETS, items.length) }, work));
  return results.flat();
}
