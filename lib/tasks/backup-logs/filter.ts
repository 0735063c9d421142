import { OWN_FOLDER } from './manifest.ts';
import type { BackupLogsSettings } from './settings.ts';

/** Whether a relative key takes part: it matches an `include`, where there are any, and no
 * `exclude`. The engine's own files never do. */
export function makeFilter({
  include,
  exclude,
}: Pick<BackupLogsSettings, 'include' | 'exclude'>): (key: string) => boolean {
  const included = include?.map(toPattern);
  const excluded = exclude?.map(toPattern) ?? [];
  const isOwn = (key: string) => key.startsWith(OWN_FOLDER);
  if (included === undefined && excluded.length === 0) return (key) => !isOwn(key);
  return (key) =>
    !isOwn(key) &&
    (included === undefined || included.some((pattern) => pattern.test(key))) &&
    !excluded.some((pattern) => pattern.test(key));
}

/** `*` is any text, slashes too, and `?` one character, as `aws s3 sync` has it. */
function toPattern(glob: string): RegExp {
  const source = glob
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'su');
}
