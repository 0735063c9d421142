import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type AdminAccess, clientConfig } from './session.ts';

/** An object as it is written and read back whole. */
export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
}

/** The user's buckets, as their owner sees them. */
export interface ObjectsAdmin {
  readonly createBucket: (bucket: string) => Promise<void>;
  readonly put: (bucket: string, object: StoredObject) => Promise<void>;
  /** The same in parts of `partBytes`. */
  readonly putInParts: (bucket: string, object: StoredObject, partBytes: number) => Promise<void>;
  /** Under the same key, unless another is given. */
  readonly copy: (from: { bucket: string; key: string }, toBucket: string, toKey?: string) => Promise<void>;
  readonly list: (bucket: string) => Promise<readonly ListedObject[]>;
  readonly get: (bucket: string, key: string) => Promise<StoredObject>;
}

/** The admin's calls on S3. */
export function openObjectsAdmin(access: AdminAccess): ObjectsAdmin {
  const client = new S3Client({ ...clientConfig(access), forcePathStyle: true });
  return {
    createBucket: async (bucket) => {
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    },
    put: async (bucket, object) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Body: object.body, ...headers(object) }));
    },
    putInParts: (bucket, object, partBytes) => putInParts(client, { bucket, object, partBytes }),
    copy: async ({ bucket, key }, toBucket, toKey = key) => {
      const CopySource = `${bucket}/${encodeURIComponent(key)}`;
      await client.send(new CopyObjectCommand({ Bucket: toBucket, Key: toKey, CopySource }));
    },
    list: (bucket) => list(client, bucket),
    get: (bucket, key) => get(client, bucket, key),
  };
}

function headers(object: StoredObject) {
  const { key, contentType, contentEncoding, metadata, tags } = object;
  return {
    Key: key,
    ContentType: contentType,
    ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
    Metadata: { ...metadata },
    Tagging: new URLSearchParams({ ...tags }).toString(),
  };
}

async function putInParts(
  client: S3Client,
  { bucket, object, partBytes }: { bucket: string; object: StoredObject; partBytes: number },
): Promise<void> {
  const target = { Bucket: bucket, Key: object.key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ...headers(object) }));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (let start = 0; start < object.body.length; start += partBytes) {
    const PartNumber = parts.length + 1;
    const Body = object.body.subarray(start, start + partBytes);
    const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
    parts.push({ PartNumber, ETag });
  }
  await client.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
  );
  // AWS takes the tags with the upload's start; the emulator forgets them there.
  const TagSet = Object.entries(object.tags).map(([Key, Value]) => ({ Key, Value }));
  await client.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } }));
}

async function list(client: S3Client, bucket: string): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
      found.push({ key: Key, size: Size, etag: ETag, lastModified: LastModified?.toISOString() ?? '' });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

async function get(client: S3Client, bucket: string, key: string): Promise<StoredObject> {
  const target = { Bucket: bucket, Key: key };
  const [object, tagging] = await Promise.all([
    client.send(new GetObjectCommand(target)),
    client.send(new GetObjectTaggingCommand(target)),
  ]);
  return {
    key,
    body: (await object.Body?.transformToByteArray()) ?? new Uint8Array(),
    contentType: object.ContentType ?? '',
    ...(object.ContentEncoding === undefined ? {} : { contentEncoding: object.ContentEncoding }),
    metadata: object.Metadata ?? {},
    tags: Object.fromEntries((tagging.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}
