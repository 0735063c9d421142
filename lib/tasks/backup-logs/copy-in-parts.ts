import { ServiceError } from '../../model/errors.ts';
import { formatS3 } from './address.ts';
import { checkAttributes } from './check-attributes.ts';
import { compareChecksums } from './compare.ts';
import { abortLostUploads, findUpload, type ResumedUpload } from './open-uploads.ts';
import { checkPartChecksum, isChecksumTrouble, withoutChecksum } from './part-checksums.ts';
import { type Part, planParts } from './parts.ts';
import type { CopiedPart, CopyReply, ObjectHead, UploadRef } from './ports.ts';
import { copyAttributes, mismatch, type Passage, STOPPED, stopped, type Transfer } from './transfer.ts';

/** Two runs may work on the same object; the one whose upload was ended by the other begins again. */
const MAX_UPLOADS = 3;
/**
 * Copies an object in parts (Amazon S3 User Guide, "Copying an object using multipart upload"): each part only while the
 * source is unchanged, with metadata and tags set by hand, going on with the parts of a run that was killed. A failure
 * leaves no upload open. Throws ServiceError.
 */
export async function copyInParts(passage: Passage, transfer: Transfer): Promise<CopyReply> {
  let head = await headOfVersion(passage, transfer);
  if (head.checksum !== undefined && transfer.tally.partChecksums === 'lost')
    head = withoutChecksum(head, passage, transfer);
  for (let round = 1; ; round += 1) {
    const upload = await openUpload(passage, head, transfer);
    try {
      return await finish(passage, { head, upload, transfer });
    } catch (error) {
      await giveUp(upload.ref, error, transfer);
      if (round === MAX_UPLOADS) throw error;
      if (head.checksum !== undefined && isChecksumTrouble(error)) {
        transfer.tally.partChecksums = 'lost';
        head = withoutChecksum(head, passage, transfer);
      } else if (!isCode(error, 'NoSuchUpload')) throw error;
    }
  }
}

async function headOfVersion(passage: Passage, { ports, caller }: Transfer): Promise<ObjectHead> {
  const head = await caller.limited(() => ports.headObject(passage.source));
  if (head.etag === passage.etag) return head;
  throw new ServiceError({
    code: 'PreconditionFailed',
    message: `"s3://${passage.source.bucket}/${passage.source.key}" changed since it was listed`,
    service: 's3',
    operation: 'HeadObject',
  });
}

async function openUpload(passage: Passage, head: ObjectHead, transfer: Transfer): Promise<ResumedUpload> {
  const { ports, caller, settings } = transfer;
  const found = await findUpload(passage, transfer);
  if (found !== undefined) return found;
  const tags = head.tagCount > 0 ? await caller.limited(() => ports.getTags(passage.source)) : {};
  const attributes = copyAttributes(passage, settings, head);
  const algorithm = attributes.checksumAlgorithm ?? head.checksum?.algorithm;
  const request = {
    destination: passage.destination,
    head,
    tags,
    attributes: { ...attributes, ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }) },
  };
  let attempts = 0;
  const uploadId = await caller.limited(() => {
    attempts += 1;
    return ports.startUpload(request);
  });
  const ref = { ...passage.destination, uploadId };
  if (attempts > 1) await abortLostUploads(ref, transfer);
  return { ref, done: [] };
}

interface Work {
  readonly head: ObjectHead;
  readonly upload: ResumedUpload;
  readonly transfer: Transfer;
}

async function finish(passage: Passage, work: Work): Promise<CopyReply> {
  const { ports, caller, settings } = work.transfer;
  const parts = await copyParts(passage, work);
  const expected = expectation(passage, work.head, parts);
  const reply = await caller.limited(() =>
    ports.completeUpload({ upload: work.upload.ref, parts, ...expected }),
  );
  const copy = await caller.limited(() => ports.headObject(passage.destination));
  checkCopy(passage, work.head, copy);
  await checkAttributes(passage, copyAttributes(passage, settings, work.head), work.transfer);
  return { ...reply, modifiedAt: copy.modifiedAt };
}

/**
 * Copies the parts that are not there yet. After a failure no further part is begun, and it is thrown when none is under
 * way any more: nobody may copy into an upload that is given up.
 */
async function copyParts(passage: Passage, work: Work): Promise<readonly CopiedPart[]> {
  const planned = planParts(passage, work.transfer.settings.multipartPartBytes);
  const done = new Map(work.upload.done.map((part) => [part.number, part]));
  let failure: { readonly reason: unknown } | undefined;
  const copyOne = async (part: Part) => {
    if (failure !== undefined) throw failure.reason;
    const copied = await copyPart(part, passage, work);
    if (planned.length > 1) checkPartChecksum(passage, { ...work, part: copied });
    return copied;
  };
  const first = await tryOnePart(
    planned.filter(({ number }) => !done.has(number)),
    copyOne,
    work,
  );
  if (first !== undefined) done.set(first.number, first);
  const copies = planned.map(async (part) => {
    try {
      return done.get(part.number) ?? (await work.transfer.caller.limited(() => copyOne(part)));
    } catch (reason) {
      failure ??= { reason };
      throw failure.reason;
    }
  });
  await Promise.allSettled(copies);
  return Promise.all(copies);
}

/**
 * Where a checksum is to be kept and this run has not yet seen the server keep one, the last part, which is the shortest,
 * goes ahead alone: a server that has none for parts shows it there, not after sixteen of them.
 */
async function tryOnePart(
  missing: readonly Part[],
  copyOne: (part: Part) => Promise<CopiedPart>,
  { head, transfer }: Work,
): Promise<CopiedPart | undefined> {
  const shortest = missing.at(-1);
  if (shortest === undefined || head.checksum === undefined || transfer.tally.partChecksums !== 'unseen')
    return undefined;
  return transfer.caller.limited(() => copyOne(shortest));
}

/** S3 itself refuses to complete what has another size or checksum. */
function expectation({ sizeBytes }: Passage, { checksum }: ObjectHead, parts: readonly CopiedPart[]) {
  const isComparable =
    checksum?.scope === 'full-object' &&
    parts.every((part) => part.checksum?.algorithm === checksum.algorithm);
  return { sizeBytes, ...(isComparable ? { checksum } : {}) };
}

async function copyPart(part: Part, passage: Passage, { upload, transfer }: Work): Promise<CopiedPart> {
  if (transfer.mustStop())
    throw stopped(
      `the run ended before all parts of "${formatS3(passage.source.bucket, passage.source.key)}" were copied`,
    );
  return transfer.ports.copyPart({
    upload: upload.ref,
    source: passage.source,
    sourceEtag: passage.etag,
    ...part,
  });
}

function checkCopy(passage: Passage, source: ObjectHead, copy: ObjectHead): void {
  if (copy.sizeBytes !== passage.sizeBytes)
    throw mismatch(passage, `it has ${copy.sizeBytes} bytes instead of ${passage.sizeBytes}`);
  if (compareChecksums(source, copy) === 'different') throw mismatch(passage, 'its checksum is another');
  if (canonical(source) !== canonical(copy)) throw mismatch(passage, 'its metadata is another');
}

function canonical({ headers, metadata }: ObjectHead): string {
  return JSON.stringify([Object.entries(headers).sort(), Object.entries(metadata).sort()]);
}

/** Out of time, the upload stays for the next attempt; otherwise nothing stays open. */
async function giveUp(upload: UploadRef, error: unknown, { ports, caller, tally }: Transfer): Promise<void> {
  if (isCode(error, STOPPED) && tally.stopped === 'out of time') return;
  if (isCode(error, 'NoSuchUpload') || isCode(error, 'CopyMismatch')) return;
  await caller.retry(() => ports.abortUpload(upload)).catch(() => {});
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof ServiceError && error.code === code;
}
