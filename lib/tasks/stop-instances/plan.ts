import type { InstanceItem } from './item.ts';
import type { InstanceReader, InstanceSelection, ObservedInstance } from './ports.ts';
import { dialectsOf } from './schedule-settings.ts';
import type { SelectionSettings } from './selection.ts';

/** One item per selected instance, as they are found, then one per named id that was not found. */
export async function* planInstances(
  settings: SelectionSettings,
  reader: InstanceReader,
  decide: (instance: ObservedInstance) => InstanceItem | undefined,
): AsyncIterable<InstanceItem> {
  const missing = new Set(settings.instanceIds ?? []);
  for await (const instance of reader.findInstances(selectionOf(settings))) {
    missing.delete(instance.id);
    const item = decide(instance);
    if (item !== undefined) yield settings.mode === 'shadow' ? shadowOf(item) : item;
  }
  const narrowed = settings.tags !== undefined || settings.filters !== undefined;
  const reason = `no such instance in this Region${narrowed ? ', or not with the selected tags and filters' : ''}`;
  for (const id of missing) yield { kind: 'fault', id, code: 'InvalidInstanceID.NotFound', reason };
}

function shadowOf(item: InstanceItem): InstanceItem {
  if (item.kind !== 'act') return item;
  const { action, reason, ...rest } = item;
  return { ...rest, kind: 'skip', reason: `shadow mode: would ${action}, ${reason}` };
}

/** The part of the settings that selects. EC2 is asked for the schedules' tags where it can look for them by itself. */
export function selectionOf({
  instanceIds,
  tags,
  filters,
  bySchedule,
}: SelectionSettings): InstanceSelection {
  if (bySchedule === undefined || bySchedule.fallback !== undefined) return { instanceIds, tags, filters };
  const dialects = dialectsOf(bySchedule);
  // A filter's case counts, that of Cloud Custodian's key does not; and a filter of the user's own is left as it is.
  const isFor = dialects.some(({ kind }) => kind === 'cloud-custodian') || filters?.['tag-key'] !== undefined;
  if (isFor) return { instanceIds, tags, filters };
  return { instanceIds, tags, filters: { ...filters, 'tag-key': dialects.map(({ key }) => key) } };
}
