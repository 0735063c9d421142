import { ServiceError } from '../../model/errors.ts';
import type { S3Address } from './address.ts';
import type { CopyItem } from './items.ts';
import type { BackupLogsPorts, CopyAttributes, ObjectHead, ObjectRef } from './ports.ts';
import type { Caller } from './retry.ts';
import type { BackupLogsSettings } from './settings.ts';
import type { Tally } from './tally.ts';

/** Code of a copy that was not finished because the run had to end. */
export const STOPPED = 'Stopped';

/** What every copy of one run shares. */
export interface Transfer {
  readonly ports: BackupLogsPorts;
  readonly caller: Caller;
  readonly settings: BackupLogsSettings;
  readonly source: S3Address;
  readonly destination: S3Address;
  readonly tally: Tally;
  /** The run must end: no new call is begun. */
  readonly mustStop: () => boolean;
}

/** One object on its way, as it was last seen in the source. */
export interface Passage {
  readonly source: ObjectRef;
  readonly destination: ObjectRef;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly storageClass?: string;
}

/** The buckets and full keys that an item stands for. */
export function toPassage(
  item: CopyItem,
  { source, destination }: Pick<Transfer, 'source' | 'destination'>,
): Passage {
  const { key, sizeBytes, etag, modifiedAt, storageClass } = item;
  return {
    source: { bucket: source.bucket, key: source.prefix + key },
    destination: { bucket: destination.bucket, key: destination.prefix + key },
    sizeBytes,
    etag,
    modifiedAt,
    ...(storageClass === undefined ? {} : { storageClass }),
  };
}

/** Classes that a copy can be put into; others (STANDARD, the retired and local ones) are S3's to choose. */
const KEPT_CLASSES = new Set([
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
  'REDUCED_REDUNDANCY',
]);

/** What S3 must be told so that the copy becomes what the settings want. `head` is needed for retention. */
export function copyAttributes(
  passage: Passage,
  settings: BackupLogsSettings,
  head?: ObjectHead,
): CopyAttributes {
  const wanted = settings.storageClass ?? 'source';
  const storageClass = wanted === 'source' ? passage.storageClass : wanted;
  const algorithm = settings.sse ?? (settings.sseKmsKeyArn === undefined ? undefined : 'aws:kms');
  const { checksumAlgorithm, sseKmsKeyArn } = settings;
  const held = settings.keepRetention === true ? head : undefined;
  return {
    ...(storageClass !== undefined && (wanted !== 'source' || KEPT_CLASSES.has(storageClass))
      ? { storageClass }
      : {}),
    ...(algorithm === undefined
      ? {}
      : { encryption: { algorithm, ...(sseKmsKeyArn === undefined ? {} : { kmsKeyId: sseKmsKeyArn }) } }),
    ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm }),
    ...(held?.retention === undefined ? {} : { retention: held.retention }),
    ...(held?.legalHold === true ? { legalHold: true } : {}),
  };
}

/** What the run had to leave when its time was up. */
export function stopped(message: string): ServiceError {
  return new ServiceError({ code: STOPPED, message, service: 's3', operation: 'Stop' });
}

/** A copy that is not what was to be copied. Its code is `CopyMismatch`. */
export function mismatch({ destination }: Passage, what: string): ServiceError {
  return new ServiceError({
    code: 'CopyMismatch',
    message: `the copy "s3://${destination.bucket}/${destination.key}" is wrong: ${what}`,
    service: 's3',
    operation: 'CopyObject',
  });
}
