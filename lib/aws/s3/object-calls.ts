import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type {
  BackupLogsPorts,
  CopyReply,
  CopyRequest,
  ListPage,
  ListRequest,
} from '../../tasks/backup-logs/ports.ts';
import type { S3Access } from './client.ts';
import { s3Call, toS3Error } from './errors.ts';
import { attributeInput, copySource, decodeKey, named, quoted, readHead, unquoted } from './wire.ts';

type ObjectCalls = Pick<
  BackupLogsPorts,
  'listPage' | 'headObject' | 'getTags' | 'copyObject' | 'deleteObject' | 'getText' | 'putText'
>;

/** The calls about whole objects, through the SDK. */
export function objectCalls(access: S3Access): ObjectCalls {
  return {
    listPage: (request) => listPage(access, request),
    copyObject: (request) => copyObject(access, request),
    headObject: async (object) => {
      const client = await access.client(object.bucket);
      const command = new HeadObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        ChecksumMode: 'ENABLED',
      });
      return readHead(await s3Call(client.send(command), named('HeadObject', 'read the head of', object)));
    },
    getTags: async (object) => {
      const client = await access.client(object.bucket);
      const command = new GetObjectTaggingCommand({ Bucket: object.bucket, Key: object.key });
      const { TagSet } = await s3Call(
        client.send(command),
        named('GetObjectTagging', 'read the tags of', object),
      );
      return Object.fromEntries((TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    },
    deleteObject: async (object) => {
      const client = await access.client(object.bucket);
      const command = new DeleteObjectCommand({ Bucket: object.bucket, Key: object.key });
      await s3Call(client.send(command), named('DeleteObject', 'delete', object));
    },
    getText: async (object) => {
      const client = await access.client(object.bucket);
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: object.bucket, Key: object.key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw toS3Error(error, named('GetObject', 'read', object));
      }
    },
    putText: async (object, text) => {
      const client = await access.client(object.bucket);
      const input = { Bucket: object.bucket, Key: object.key, Body: text, ContentType: 'application/json' };
      await s3Call(client.send(new PutObjectCommand(input)), named('PutObject', 'write', object));
    },
  };
}

async function listPage(access: S3Access, request: ListRequest): Promise<ListPage> {
  const client = await access.client(request.bucket);
  const command = new ListObjectsV2Command({
    Bucket: request.bucket,
    Prefix: request.prefix,
    EncodingType: 'url',
    ...(request.delimiter === undefined ? {} : { Delimiter: request.delimiter }),
    ...(request.startAfter === undefined ? {} : { StartAfter: request.startAfter }),
    ...(request.continuation === undefined ? {} : { ContinuationToken: request.continuation }),
    ...(request.maxKeys === undefined ? {} : { MaxKeys: request.maxKeys }),
  });
  const page = await s3Call(
    client.send(command),
    named('ListObjectsV2', 'list', { ...request, key: request.prefix }),
  );
  const decode = page.EncodingType === 'url' ? decodeKey : (text: string) => text;
  const { IsTruncated, NextContinuationToken } = page;
  return {
    objects: (page.Contents ?? []).map((object) => ({
      key: decode(object.Key ?? ''),
      sizeBytes: object.Size ?? 0,
      etag: unquoted(object.ETag),
      modifiedAt: (object.LastModified ?? new Date(0)).toISOString(),
      ...(object.StorageClass === undefined ? {} : { storageClass: object.StorageClass }),
    })),
    folders: (page.CommonPrefixes ?? []).map(({ Prefix }) => decode(Prefix ?? '')),
    ...(IsTruncated === true && NextContinuationToken !== undefined
      ? { continuation: NextContinuationToken }
      : {}),
  };
}

async function copyObject(access: S3Access, request: CopyRequest): Promise<CopyReply> {
  const { source, destination, sourceEtag, attributes } = request;
  const client = await access.client(destination.bucket);
  const command = new CopyObjectCommand({
    Bucket: destination.bucket,
    Key: destination.key,
    CopySource: copySource(source),
    CopySourceIfMatch: quoted(sourceEtag),
    ...attributeInput(attributes),
  });
  const { CopyObjectResult } = await s3Call(client.send(command), named('CopyObject', 'copy', source));
  return {
    etag: unquoted(CopyObjectResult?.ETag),
    modifiedAt: (CopyObjectResult?.LastModified ?? new Date(0)).toISOString(),
  };
}
