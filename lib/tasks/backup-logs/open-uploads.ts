import { ServiceError } from '../../model/errors.ts';
import { isOurPartSize, planParts } from './parts.ts';
import type { CopiedPart, ObjectRef, OpenUpload, UploadRef } from './ports.ts';
import { noteDetail } from './tally.ts';
import type { Passage, Transfer } from './transfer.ts';

/** An upload to go on with, and the parts that it has. */
export interface ResumedUpload {
  readonly ref: UploadRef;
  readonly done: readonly CopiedPart[];
}

/**
 * Looks for an upload of this very copy that an earlier run left open. It is gone on with only when it began after the
 * source was last changed and its parts carry the mark of this version; ours of another version are aborted, and what
 * is not ours is left and reported.
 */
export async function findUpload(passage: Passage, transfer: Transfer): Promise<ResumedUpload | undefined> {
  let chosen: ResumedUpload | undefined;
  for (const { upload, ref, parts } of await openUploads(passage.destination, transfer)) {
    const verdict = judge(passage, { upload, parts }, transfer.settings.multipartPartBytes);
    if (verdict === 'resume' && chosen === undefined) chosen = { ref, done: parts };
    else if (verdict === 'foreign') noteForeign(passage, upload, transfer);
    else await abort(ref, transfer);
  }
  return chosen;
}

/**
 * After a beginning that had to be repeated: the server may have begun an upload and its answer been lost. What has no
 * part yet and is not `kept` is aborted; another run that has just begun the same copy begins it again.
 */
export async function abortLostUploads(
  { uploadId: kept, ...destination }: UploadRef,
  transfer: Transfer,
): Promise<void> {
  for (const { ref, parts } of await openUploads(destination, transfer))
    if (ref.uploadId !== kept && parts.length === 0) await abort(ref, transfer);
}

interface FoundUpload {
  readonly upload: OpenUpload;
  readonly ref: UploadRef;
  readonly parts: readonly CopiedPart[];
}

/** The uploads of a key with their parts, the newest first; those that end while we look are left out. */
async function openUploads(
  destination: ObjectRef,
  { ports, caller }: Transfer,
): Promise<readonly FoundUpload[]> {
  const found: FoundUpload[] = [];
  for (const upload of newestFirst(await caller.limited(() => ports.listUploads(destination)))) {
    const ref = { ...destination, uploadId: upload.uploadId };
    const parts = await unlessEnded(caller.limited(() => ports.listParts(ref)));
    if (parts !== undefined) found.push({ upload, ref, parts });
  }
  return found;
}

/** A call whose answer was lost has aborted it, and so may another run. */
async function abort(ref: UploadRef, { ports, caller }: Transfer): Promise<void> {
  await unlessEnded(caller.retry(() => ports.abortUpload(ref)));
}

async function unlessEnded<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchUpload') return undefined;
    throw error;
  }
}

/** What to do with an upload that was found open. */
export function judge(
  passage: Passage,
  { upload, parts }: { readonly upload: OpenUpload; readonly parts: readonly CopiedPart[] },
  leastBytes?: number,
): 'resume' | 'ours' | 'foreign' {
  if (parts.length === 0) return 'ours';
  const planned = new Map(
    planParts(passage, leastBytes).map((part) => [part.number, part.lastByte - part.firstByte + 1]),
  );
  const fits = parts.every((part) => planned.get(part.number) === part.sizeBytes);
  const isLater = Date.parse(upload.initiatedAt) > Date.parse(passage.modifiedAt);
  if (fits && isLater) return 'resume';
  return fits || parts.some((part) => isOurPartSize(passage, part.sizeBytes, leastBytes))
    ? 'ours'
    : 'foreign';
}

function newestFirst(uploads: readonly OpenUpload[]): readonly OpenUpload[] {
  return [...uploads].sort((one, other) => Date.parse(other.initiatedAt) - Date.parse(one.initiatedAt));
}

function noteForeign(
  { destination }: Passage,
  { uploadId, initiatedAt }: OpenUpload,
  { tally }: Transfer,
): void {
  noteDetail(
    tally,
    `somebody else's upload ${uploadId} of "${destination.key}", begun ${initiatedAt}, was left open`,
  );
}
