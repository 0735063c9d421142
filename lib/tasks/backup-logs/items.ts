import type { DayHash } from './day-hashes.ts';
import type { ListedObject } from './ports.ts';

export type CopyReason = 'missing' | 'size differs' | 'source is newer' | 'ETag differs' | 'checksum differs';

export interface CopyItem {
  readonly kind: 'copy';
  /** Relative to the prefixes of source and destination, as in every item. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly storageClass?: string;
  readonly reason: CopyReason;
}

export interface DeleteItem {
  readonly kind: 'delete';
  readonly key: string;
  readonly sizeBytes: number;
}

/** What a plan looked at. */
export interface Seen {
  readonly sourceObjects: number;
  readonly sourceBytes: number;
  readonly sameObjects: number;
  /** Copies that were seen; all of them only where the plan deletes. */
  readonly destinationObjects: number;
}

/** How far a plan came: the last key that it looked at below this prefix. */
export interface Position {
  readonly prefix: string;
  readonly key: string;
}

/** The last item of a plan: what was looked at, and where its time was up. A plan without it was cut. */
export interface ListedItem extends Seen {
  readonly kind: 'listed';
  readonly stoppedAt?: Position;
  /** With a manifest for each day: those of which all is copied. */
  readonly days?: readonly DayHash[];
}

/** One line of a plan. */
export type BackupItem =
  | CopyItem
  | DeleteItem
  | { readonly kind: 'skip'; readonly key: string; readonly reason: string }
  | ListedItem;

/** The item that copies an object as it was listed. */
export function copyItem(key: string, source: ListedObject, reason: CopyReason): CopyItem {
  const { sizeBytes, etag, modifiedAt, storageClass } = source;
  return {
    kind: 'copy',
    key: ownText(key),
    sizeBytes,
    etag: ownText(etag),
    modifiedAt: ownText(modifiedAt),
    ...(storageClass === undefined ? {} : { storageClass }),
    reason,
  };
}

/**
 * A listing's texts are cut out of a whole page, which each of them keeps in memory; an item may wait for long among a
 * hundred thousand others.
 */
function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** One line for people. */
export function describeItem(item: BackupItem): string {
  switch (item.kind) {
    case 'copy':
      return `copy "${item.key}" (${item.sizeBytes} bytes): ${item.reason}`;
    case 'delete':
      return `delete "${item.key}" (${item.sizeBytes} bytes): not in the source`;
    case 'skip':
      return `skip "${item.key}": ${item.reason}`;
    case 'listed':
      return `listed ${item.sourceObjects} objects (${item.sourceBytes} bytes), ${item.sameObjects} of them backed up already`;
    default:
      return item satisfies never;
  }
}
