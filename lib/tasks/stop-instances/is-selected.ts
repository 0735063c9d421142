import type { InstanceSelection, ObservedInstance } from './ports.ts';
import { selectedTags } from './selected-tags.ts';

/** Whether ids and tags of the settings mean an instance; `perhaps` where a filter is left that only EC2 can judge. */
export function isSelected(
  instance: ObservedInstance,
  selection: InstanceSelection,
): 'yes' | 'no' | 'perhaps' {
  const { instanceIds, filters = {} } = selection;
  if (instanceIds !== undefined && !instanceIds.includes(instance.id)) return 'no';
  const fits = selectedTags(selection).every(([key, value]) => {
    const own = Object.hasOwn(instance.tags, key) ? instance.tags[key] : undefined;
    const values = typeof value === 'string' ? [value] : value;
    return own !== undefined && values.some((pattern) => matches(own, pattern));
  });
  if (!fits) return 'no';
  return Object.keys(filters).some((name) => !name.startsWith('tag:')) ? 'perhaps' : 'yes';
}

/** `*` and `?` are wildcards, a backslash before them takes that away (Amazon EC2 User Guide, "List and filter using the CLI and API"). */
function matches(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\[*?\\]|[*?]|[.+^${}()|[\]\\]/g, (found) => {
    if (found === '*') return '.*';
    if (found === '?') return '.';
    return found.length === 2 ? found : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's').test(text);
}
