import type { CopyReason } from './items.ts';
import type { ListedObject, ObjectHead } from './ports.ts';
import type { BackupLogsSettings } from './settings.ts';

export type CompareMode = NonNullable<BackupLogsSettings['compare']>;

/**
 * Why an object must be copied again, judged by the two listings, or undefined where the copy is the same. ETags of
 * multipart and SSE-KMS objects are no content hashes (Amazon S3 API Reference, "Object"): alone they prove no change.
 */
export function findDifference(
  source: ListedObject,
  copy: ListedObject,
  mode: CompareMode,
): CopyReason | undefined {
  if (source.sizeBytes !== copy.sizeBytes) return 'size differs';
  if (mode === 'size' || source.etag === copy.etag) return undefined;
  if (mode === 'etag') return 'ETag differs';
  return isOlder(copy.modifiedAt, source.modifiedAt) ? 'source is newer' : undefined;
}

/** The same judged by stored checksums; undefined where the two have none in common. */
export function compareChecksums(source: ObjectHead, copy: ObjectHead): 'equal' | 'different' | undefined {
  const [one, other] = [source.checksum, copy.checksum];
  if (one === undefined || other === undefined) return undefined;
  if (one.algorithm !== other.algorithm || one.scope !== other.scope) return undefined;
  if (one.value === other.value) return 'equal';
  return one.scope === 'full-object' ? 'different' : undefined;
}

function isOlder(time: string, than: string): boolean {
  return Date.parse(time) < Date.parse(than);
}
