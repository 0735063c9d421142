import type { JobState } from '../app-ports.ts';

/** An object as a listing tells of it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. A hash of the content only where it has no dash and no KMS key is in play. */
  readonly etag: string;
  /** ISO text as the server wrote it. */
  readonly modifiedAt: string;
  readonly storageClass?: string;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Folds what lies deeper into `folders`. */
  readonly delimiter?: string;
  readonly startAfter?: string;
  readonly continuation?: string;
  /** 1 to 1,000; default 1,000. */
  readonly maxKeys?: number;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
  /** There are more pages, and this asks for the next one. */
  readonly continuation?: string;
}

export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}

/** What HEAD tells beyond a listing. */
export interface ObjectHead {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly headers: SystemHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly checksum?: Checksum;
  readonly tagCount: number;
  /** The algorithm: `AES256`, `aws:kms`. */
  readonly encryption?: string;
  readonly retention?: Retention;
  readonly legalHold?: boolean;
}

/** The system metadata that a person can set (Amazon S3 User Guide, "Working with object metadata"). */
export interface SystemHeaders {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentDisposition?: string;
  readonly contentLanguage?: string;
  readonly cacheControl?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64, with `-<parts>` behind it where it is composite. */
  readonly value: string;
  readonly scope: 'full-object' | 'composite';
}

export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** ISO, UTC. */
  readonly until: string;
}

/** What a copy is told to be, beyond what S3 carries over by itself. */
export interface CopyAttributes {
  readonly storageClass?: string;
  readonly encryption?: Encryption;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly retention?: Retention;
  readonly legalHold?: boolean;
}

export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly kmsKeyId?: string;
}

export interface CopyRequest {
  readonly source: ObjectRef;
  readonly destination: ObjectRef;
  /** The copy is refused with `PreconditionFailed` where the source is another by now. */
  readonly sourceEtag: string;
  readonly attributes: CopyAttributes;
}

export interface CopyReply {
  readonly etag: string;
  readonly modifiedAt: string;
}

export interface UploadRequest {
  readonly destination: ObjectRef;
  readonly head: ObjectHead;
  readonly tags: Readonly<Record<string, string>>;
  readonly attributes: CopyAttributes;
}

export interface UploadRef extends ObjectRef {
  readonly uploadId: string;
}

export interface OpenUpload {
  readonly uploadId: string;
  readonly initiatedAt: string;
}

export interface CopiedPart {
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly checksum?: Pick<Checksum, 'algorithm' | 'value'>;
}

export interface PartRequest {
  readonly upload: UploadRef;
  readonly source: ObjectRef;
  readonly sourceEtag: string;
  readonly number: number;
  /** First and last byte, both included. */
  readonly firstByte: number;
  readonly lastByte: number;
}

export interface CompletionRequest {
  readonly upload: UploadRef;
  readonly parts: readonly CopiedPart[];
  readonly sizeBytes: number;
  /** Of the full object. */
  readonly checksum?: Checksum;
}

/**
 * What the backup asks of S3. Each function is one call, tried once; the engine retries. All throw ServiceError with
 * S3's own code; `BadResponse` stands for an answer that was cut or makes no sense.
 */
export interface BackupLogsPorts {
  readonly listPage: (request: ListRequest) => Promise<ListPage>;
  readonly headObject: (object: ObjectRef) => Promise<ObjectHead>;
  readonly getTags: (object: ObjectRef) => Promise<Readonly<Record<string, string>>>;
  /** Copies an object of at most 5 GiB with its metadata and tags. */
  readonly copyObject: (request: CopyRequest) => Promise<CopyReply>;
  readonly listUploads: (object: ObjectRef) => Promise<readonly OpenUpload[]>;
  readonly listParts: (upload: UploadRef) => Promise<readonly CopiedPart[]>;
  readonly startUpload: (request: UploadRequest) => Promise<string>;
  readonly copyPart: (request: PartRequest) => Promise<CopiedPart>;
  /** Refused where the whole has not this size or checksum. */
  readonly completeUpload: (request: CompletionRequest) => Promise<CopyReply>;
  readonly abortUpload: (upload: UploadRef) => Promise<void>;
  readonly deleteObject: (object: ObjectRef) => Promise<void>;
  /** The text, or undefined where there is no such object. */
  readonly getText: (object: ObjectRef) => Promise<string | undefined>;
  readonly putText: (object: ObjectRef, text: string) => Promise<void>;
  /** Where the run keeps slices and their results; absent where nothing is distributed. */
  readonly state?: Pick<JobState, 'get' | 'put'>;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  /** At least 0, below 1. */
  readonly random: () => number;
}
