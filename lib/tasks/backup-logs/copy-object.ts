import { ServiceError } from '../../model/errors.ts';
import { formatS3 } from './address.ts';
import { copyInParts } from './copy-in-parts.ts';
import { copyWhole } from './copy-whole.ts';
import type { CopyItem } from './items.ts';
import { findObject } from './listing.ts';
import type { CopyReply, ListedObject } from './ports.ts';
import { noteCopied, noteDetail } from './tally.ts';
import { type Passage, type Transfer, toPassage } from './transfer.ts';
import { isTransient } from './transient.ts';

/** S3 copies at most 5 GB in one call (Amazon S3 API Reference, "CopyObject"). */
const ONE_CALL_BYTES = 5_000_000_000;
/** An object that changes more often than this while it is copied is reported as failed. */
const MAX_VERSIONS = 3;
/** A source this young may have changed in the very second of the copy, which no listing would show later. */
const YOUNG_MS = 2_000;

/**
 * Copies one object as it is now: when it changed since it was listed, its newer content; when it vanished, nothing,
 * and both are reported. Throws ServiceError when the copy cannot be made.
 */
export async function copyObject(item: CopyItem, transfer: Transfer): Promise<void> {
  let passage = toPassage(item, transfer);
  for (let version = 1; version <= MAX_VERSIONS; version += 1) {
    const next = await copyVersion(passage, transfer);
    if (next === 'copied') {
      noteCopied(transfer.tally, passage.sizeBytes);
      return;
    }
    if (next === 'vanished') {
      transfer.tally.objectsVanished += 1;
      noteDetail(transfer.tally, `"${item.key}" vanished from the source before it was copied`);
      return;
    }
    transfer.tally.objectsChanged += 1;
    passage = { ...passage, ...versionOf(next) };
  }
  throw new ServiceError({
    code: 'SourceChanged',
    message: `"${formatS3(passage.source.bucket, passage.source.key)}" changed ${MAX_VERSIONS} times while it was copied`,
    service: 's3',
    operation: 'CopyObject',
  });
}

function versionOf({
  sizeBytes,
  etag,
  modifiedAt,
}: ListedObject): Pick<Passage, 'sizeBytes' | 'etag' | 'modifiedAt'> {
  return { sizeBytes, etag, modifiedAt };
}

async function copyVersion(
  passage: Passage,
  transfer: Transfer,
): Promise<'copied' | 'vanished' | ListedObject> {
  try {
    const inParts = passage.sizeBytes > (transfer.settings.multipartThresholdBytes ?? ONE_CALL_BYTES);
    const reply = await (inParts ? copyInParts(passage, transfer) : copyWhole(passage, transfer));
    return isYoung(passage, reply) ? await recheck(passage, transfer) : 'copied';
  } catch (error) {
    if (!(error instanceof ServiceError) || isTransient(error) || transfer.mustStop()) throw error;
    const now = await look(passage, transfer, error);
    if (now === undefined) return 'vanished';
    if (now.etag === passage.etag) throw error;
    return now;
  }
}

/** Asks the listing, which may be read where HEAD and CopyObject answer AccessDenied for what is absent. */
async function look(
  { source }: Passage,
  { ports, caller }: Transfer,
  cause: ServiceError,
): Promise<ListedObject | undefined> {
  try {
    return await caller.retry(() => findObject(ports, source));
  } catch {
    throw cause;
  }
}

function isYoung(passage: Passage, reply: CopyReply): boolean {
  return Math.abs(Date.parse(reply.modifiedAt) - Date.parse(passage.modifiedAt)) < YOUNG_MS;
}

/** A source that was replaced by one of equal size while it was copied would count as backed up by the next listing. */
async function recheck(passage: Passage, transfer: Transfer): Promise<'copied' | ListedObject> {
  const { ports, caller } = transfer;
  const now = await caller
    .limited(() => ports.headObject(passage.source))
    .catch((error: unknown) => {
      if (error instanceof ServiceError && !isTransient(error)) return undefined;
      throw error;
    });
  if (now === undefined || now.etag === passage.etag) return 'copied';
  return { key: passage.source.key, sizeBytes: now.sizeBytes, etag: now.etag, modifiedAt: now.modifiedAt };
}
