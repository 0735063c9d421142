import { isOurPartSize, planParts } from './parts.ts';
import type { CopiedPart, OpenUpload, UploadRef } from './ports.ts';
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
  const { ports, caller } = transfer;
  const uploads = await caller.limited(() => ports.listUploads(passage.destination));
  let chosen: ResumedUpload | undefined;
  for (const upload of newestFirst(uploads)) {
    const ref = { ...passage.destination, uploadId: upload.uploadId };
    const parts = await caller.limited(() => ports.listParts(ref));
    const verdict = judge(passage, { upload, parts }, transfer.settings.multipartPartBytes);
    if (verdict === 'resume' && chosen === undefined) chosen = { ref, done: parts };
    else if (verdict === 'foreign') noteForeign(passage, upload, transfer);
    else await caller.retry(() => ports.abortUpload(ref));
  }
  return chosen;
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
