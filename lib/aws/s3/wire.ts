import type {
  HeadObjectCommandOutput,
  ChecksumAlgorithm as SdkAlgorithm,
  StorageClass,
} from '@aws-sdk/client-s3';
import type {
  Checksum,
  ChecksumAlgorithm,
  CopyAttributes,
  ObjectHead,
  ObjectRef,
  SystemHeaders,
} from '../../tasks/backup-logs/ports.ts';
import type { S3Operation } from './errors.ts';

/** `x-amz-copy-source`: bucket and key, URL-encoded but for the slashes (Amazon S3 API Reference, "CopyObject"). */
export function copySource({ bucket, key }: ObjectRef): string {
  return `${bucket}/${encodeKey(key)}`;
}

/** RFC 3986 for each segment of a key, as SigV4 wants the path. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Undoes `encoding-type=url` (Amazon S3 API Reference, "ListObjectsV2"). */
export function decodeKey(text: string): string {
  return text.includes('%') || text.includes('+') ? decodeURIComponent(text.replaceAll('+', ' ')) : text;
}

/** An ETag without its quotes. */
export function unquoted(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '');
}

/** An ETag as headers carry it. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** Names a call and the object that it is about. */
export function named(operation: string, verb: string, { bucket, key }: ObjectRef): S3Operation {
  return { operation, message: `cannot ${verb} "s3://${bucket}/${key}"` };
}

interface AttributeInput {
  readonly StorageClass?: StorageClass;
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly SSEKMSKeyId?: string;
  readonly ChecksumAlgorithm?: SdkAlgorithm;
  readonly ObjectLockMode?: 'GOVERNANCE' | 'COMPLIANCE';
  readonly ObjectLockRetainUntilDate?: Date;
  readonly ObjectLockLegalHoldStatus?: 'ON';
}

const STORAGE_CLASSES: Readonly<Record<string, StorageClass>> = {
  STANDARD: 'STANDARD',
  STANDARD_IA: 'STANDARD_IA',
  ONEZONE_IA: 'ONEZONE_IA',
  INTELLIGENT_TIERING: 'INTELLIGENT_TIERING',
  GLACIER_IR: 'GLACIER_IR',
  GLACIER: 'GLACIER',
  DEEP_ARCHIVE: 'DEEP_ARCHIVE',
  REDUCED_REDUNDANCY: 'REDUCED_REDUNDANCY',
};

/** What a copy is told to be, in the SDK's words. */
export function attributeInput(attributes: CopyAttributes): AttributeInput {
  const { encryption, checksumAlgorithm, retention } = attributes;
  const storageClass = STORAGE_CLASSES[attributes.storageClass ?? ''];
  return {
    ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.algorithm }),
    ...(encryption?.kmsKeyId === undefined ? {} : { SSEKMSKeyId: encryption.kmsKeyId }),
    ...(checksumAlgorithm === undefined ? {} : { ChecksumAlgorithm: checksumAlgorithm }),
    ...(retention === undefined
      ? {}
      : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: new Date(retention.until) }),
    ...(attributes.legalHold === true ? { ObjectLockLegalHoldStatus: 'ON' } : {}),
  };
}

/** HEAD's answer as our noun. */
export function readHead(output: HeadObjectCommandOutput): ObjectHead {
  const checksum = readChecksum(output);
  const { ObjectLockMode, ObjectLockRetainUntilDate, StorageClass: storageClass } = output;
  return {
    sizeBytes: output.ContentLength ?? 0,
    etag: unquoted(output.ETag),
    modifiedAt: (output.LastModified ?? new Date(0)).toISOString(),
    headers: readHeaders(output),
    metadata: output.Metadata ?? {},
    tagCount: output.TagCount ?? 0,
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(output.ServerSideEncryption === undefined ? {} : { encryption: output.ServerSideEncryption }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(ObjectLockMode === undefined || ObjectLockRetainUntilDate === undefined
      ? {}
      : { retention: { mode: ObjectLockMode, until: ObjectLockRetainUntilDate.toISOString() } }),
    ...(output.ObjectLockLegalHoldStatus === 'ON' ? { legalHold: true } : {}),
  };
}

function readHeaders(output: HeadObjectCommandOutput): SystemHeaders {
  const found: readonly (readonly [keyof SystemHeaders, string | undefined])[] = [
    ['contentType', output.ContentType],
    ['contentEncoding', output.ContentEncoding],
    ['contentDisposition', output.ContentDisposition],
    ['contentLanguage', output.ContentLanguage],
    ['cacheControl', output.CacheControl],
    ['expires', output.ExpiresString],
    ['websiteRedirectLocation', output.WebsiteRedirectLocation],
  ];
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== ''));
}

/** The fields in which S3 tells an object's or a part's checksum. */
export interface ChecksumFields {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

/** The one checksum that is there, or undefined. */
export function findChecksum(
  fields: ChecksumFields,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = fields;
  if (ChecksumSHA256 !== undefined) return { algorithm: 'SHA256', value: ChecksumSHA256 };
  if (ChecksumSHA1 !== undefined) return { algorithm: 'SHA1', value: ChecksumSHA1 };
  if (ChecksumCRC64NVME !== undefined) return { algorithm: 'CRC64NVME', value: ChecksumCRC64NVME };
  if (ChecksumCRC32C !== undefined) return { algorithm: 'CRC32C', value: ChecksumCRC32C };
  if (ChecksumCRC32 !== undefined) return { algorithm: 'CRC32', value: ChecksumCRC32 };
  return undefined;
}

function readChecksum(output: HeadObjectCommandOutput): Checksum | undefined {
  const found = findChecksum(output);
  if (found === undefined) return undefined;
  const isComposite = output.ChecksumType === 'COMPOSITE' || found.value.includes('-');
  return { ...found, scope: isComposite ? 'composite' : 'full-object' };
}
