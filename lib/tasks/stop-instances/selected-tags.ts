import type { InstanceSelection } from './ports.ts';

export const DEFAULT_OPT_OUT_TAG = 'nightshift:opt-out';
export const LAST_ACTION_TAG = 'nightshift:last-action';
export const LAST_ERROR_TAG = 'nightshift:last-error';
export const AUTO_SCALING_TAG = 'aws:autoscaling:groupName';

/** Tags among the settings, also those that are written as `tag:Name` filters. */
export function selectedTags({
  tags = {},
  filters = {},
}: InstanceSelection): readonly (readonly [string, string | readonly string[]])[] {
  const filtered = Object.entries(filters).filter(([name]) => name.startsWith('tag:'));
  return [
    ...Object.entries(tags),
    ...filtered.map(([name, value]) => [name.slice('tag:'.length), value] as const),
  ];
}
