import type { InstanceItem } from './item.ts';
import type { InstanceReader, ObservedInstance } from './ports.ts';
import type { SelectionSettings } from './selection.ts';

/** One item per selected instance, as they are found, then one per named id that was not found. */
export async function* planInstances(
  settings: SelectionSettings,
  reader: InstanceReader,
  decide: (instance: ObservedInstance) => InstanceItem,
): AsyncIterable<InstanceItem> {
  const missing = new Set(settings.instanceIds ?? []);
  for await (const instance of reader.findInstances(selectionOf(settings))) {
    missing.delete(instance.id);
    const item = decide(instance);
    yield settings.mode === 'shadow' && item.kind === 'act'
      ? { kind: 'skip', instance: item.instance, reason: `shadow mode: would ${item.action}, ${item.reason}` }
      : item;
  }
  const narrowed = settings.tags !== undefined || settings.filters !== undefined;
  const reason = `no such instance in this Region${narrowed ? ', or not with the selected tags and filters' : ''}`;
  for (const id of missing) yield { kind: 'fault', id, code: 'InvalidInstanceID.NotFound', reason };
}

/** The part of the settings that selects. */
export function selectionOf({ instanceIds, tags, filters }: SelectionSettings) {
  return { instanceIds, tags, filters };
}
