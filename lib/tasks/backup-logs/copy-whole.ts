import { checkAttributes } from './check-attributes.ts';
import type { CopyReply, ObjectHead } from './ports.ts';
import { copyAttributes, mismatch, type Passage, type Transfer } from './transfer.ts';

/** Copies an object in one call and makes sure that the copy is right. Throws ServiceError. */
export async function copyWhole(passage: Passage, transfer: Transfer): Promise<CopyReply> {
  const { ports, caller, settings } = transfer;
  const head =
    settings.keepRetention === true
      ? await caller.limited(() => ports.headObject(passage.source))
      : undefined;
  const attributes = copyAttributes(passage, settings, head);
  const { source, destination, etag: sourceEtag } = passage;
  const reply = await caller.limited(() => ports.copyObject({ source, destination, sourceEtag, attributes }));
  if (reply.etag !== passage.etag) await checkSize(passage, transfer);
  await checkAttributes(passage, attributes, transfer);
  return reply;
}

/** An equal ETag proves the copy. Another one (KMS, or a source that came in parts) proves nothing, so the size is read. */
async function checkSize(passage: Passage, { ports, caller }: Transfer): Promise<ObjectHead> {
  const head = await caller.limited(() => ports.headObject(passage.destination));
  if (head.sizeBytes !== passage.sizeBytes)
    throw mismatch(passage, `it has ${head.sizeBytes} bytes instead of ${passage.sizeBytes}`);
  return head;
}
