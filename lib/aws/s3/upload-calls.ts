import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../../model/errors.ts';
import type {
  BackupLogsPorts,
  CompletionRequest,
  CopiedPart,
  CopyReply,
  ObjectRef,
  OpenUpload,
  PartRequest,
  UploadRef,
  UploadRequest,
} from '../../tasks/backup-logs/ports.ts';
import type { S3Access } from './client.ts';
import { s3Call } from './errors.ts';
import { attributeInput, copySource, findChecksum, named, quoted, unquoted } from './wire.ts';

type UploadCalls = Pick<
  BackupLogsPorts,
  'listUploads' | 'listParts' | 'startUpload' | 'copyPart' | 'completeUpload' | 'abortUpload'
>;

/** The calls about copies in parts, through the SDK. */
export function uploadCalls(access: S3Access): UploadCalls {
  return {
    listUploads: (object) => listUploads(access, object),
    listParts: (upload) => listParts(access, upload),
    startUpload: (request) => startUpload(access, request),
    copyPart: (request) => copyPart(access, request),
    completeUpload: (request) => completeUpload(access, request),
    abortUpload: (upload) => abortUpload(access, upload),
  };
}

async function listUploads(access: S3Access, { bucket, key }: ObjectRef): Promise<readonly OpenUpload[]> {
  const client = await access.client(bucket);
  const found: OpenUpload[] = [];
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: key,
      ...marker,
    });
    const page = await s3Call(
      client.send(command),
      named('ListMultipartUploads', 'list the open uploads of', { bucket, key }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== key || UploadId === undefined) continue;
      found.push({ uploadId: UploadId, initiatedAt: (Initiated ?? new Date(0)).toISOString() });
    }
    const { NextKeyMarker, NextUploadIdMarker } = page;
    marker =
      page.IsTruncated === true && NextKeyMarker === key
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
          }
        : undefined;
  }
  return found;
}

async function listParts(access: S3Access, upload: UploadRef): Promise<readonly CopiedPart[]> {
  const client = await access.client(upload.bucket);
  const found: CopiedPart[] = [];
  let marker: string | undefined;
  do {
    const command: ListPartsCommand = new ListPartsCommand({
      ...uploadInput(upload),
      ...(marker === undefined ? {} : { PartNumberMarker: marker }),
    });
    const page = await s3Call(client.send(command), named('ListParts', 'list the parts of', upload));
    for (const part of page.Parts ?? []) {
      const checksum = findChecksum(part);
      found.push({
        number: part.PartNumber ?? 0,
        etag: unquoted(part.ETag),
        sizeBytes: part.Size ?? 0,
        ...(checksum === undefined ? {} : { checksum }),
      });
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return found;
}

/** What CopyObject would carry over by itself must be set by hand here (Amazon S3 API Reference, "CreateMultipartUpload"). */
async function startUpload(
  access: S3Access,
  { destination, head, tags, attributes }: UploadRequest,
): Promise<string> {
  const client = await access.client(destination.bucket);
  const { headers } = head;
  const tagging = new URLSearchParams(tags).toString();
  const input: CreateMultipartUploadCommandInput = {
    Bucket: destination.bucket,
    Key: destination.key,
    Metadata: head.metadata,
    ContentType: headers.contentType,
    ContentEncoding: headers.contentEncoding,
    ContentDisposition: headers.contentDisposition,
    ContentLanguage: headers.contentLanguage,
    CacheControl: headers.cacheControl,
    WebsiteRedirectLocation: headers.websiteRedirectLocation,
    ...(headers.expires === undefined ? {} : { Expires: new Date(headers.expires) }),
    ...(tagging === '' ? {} : { Tagging: tagging }),
    ...attributeInput(attributes),
    ...checksumType(attributes.checksumAlgorithm),
  };
  const { UploadId } = await s3Call(
    client.send(new CreateMultipartUploadCommand(input)),
    named('CreateMultipartUpload', 'begin the copy in parts of', destination),
  );
  if (UploadId === undefined) throw emptyAnswer('CreateMultipartUpload', destination);
  return UploadId;
}

/** CRCs over the whole object can be compared with the source's; SHA sums exist in parts only. */
function checksumType(algorithm: string | undefined): { readonly ChecksumType?: 'FULL_OBJECT' } {
  return algorithm?.startsWith('CRC') === true ? { ChecksumType: 'FULL_OBJECT' } : {};
}

async function copyPart(access: S3Access, request: PartRequest): Promise<CopiedPart> {
  const { upload, source, sourceEtag, number, firstByte, lastByte } = request;
  const client = await access.client(upload.bucket);
  const command = new UploadPartCopyCommand({
    ...uploadInput(upload),
    PartNumber: number,
    CopySource: copySource(source),
    CopySourceIfMatch: quoted(sourceEtag),
    CopySourceRange: `bytes=${firstByte}-${lastByte}`,
  });
  const { CopyPartResult } = await s3Call(
    client.send(command),
    named('UploadPartCopy', `copy part ${number} of`, source),
  );
  if (CopyPartResult?.ETag === undefined) throw emptyAnswer('UploadPartCopy', source);
  const checksum = findChecksum(CopyPartResult);
  return {
    number,
    etag: unquoted(CopyPartResult.ETag),
    sizeBytes: lastByte - firstByte + 1,
    ...(checksum === undefined ? {} : { checksum }),
  };
}

async function completeUpload(access: S3Access, request: CompletionRequest): Promise<CopyReply> {
  const { upload, parts, sizeBytes, checksum } = request;
  const client = await access.client(upload.bucket);
  const Parts = parts.map((part) => ({
    PartNumber: part.number,
    ETag: quoted(part.etag),
    ...(part.checksum === undefined ? {} : { [`Checksum${part.checksum.algorithm}`]: part.checksum.value }),
  }));
  const command = new CompleteMultipartUploadCommand({
    ...uploadInput(upload),
    MultipartUpload: { Parts },
    MpuObjectSize: sizeBytes,
    ...(checksum === undefined
      ? {}
      : { ChecksumType: 'FULL_OBJECT', [`Checksum${checksum.algorithm}`]: checksum.value }),
  });
  const { ETag } = await s3Call(
    client.send(command),
    named('CompleteMultipartUpload', 'complete the copy in parts of', upload),
  );
  if (ETag === undefined) throw emptyAnswer('CompleteMultipartUpload', upload);
  return { etag: unquoted(ETag), modifiedAt: new Date(0).toISOString() };
}

async function abortUpload(access: S3Access, upload: UploadRef): Promise<void> {
  const client = await access.client(upload.bucket);
  const command = new AbortMultipartUploadCommand(uploadInput(upload));
  await s3Call(client.send(command), named('AbortMultipartUpload', 'give up the copy in parts of', upload));
}

function uploadInput({ bucket, key, uploadId }: UploadRef) {
  return { Bucket: bucket, Key: key, UploadId: uploadId };
}

function emptyAnswer(operation: string, object: ObjectRef): ServiceError {
  const { message } = named(operation, 'copy', object);
  return new ServiceError({
    code: 'BadResponse',
    message: `${message}: the answer is empty`,
    service: 's3',
    operation,
  });
}
