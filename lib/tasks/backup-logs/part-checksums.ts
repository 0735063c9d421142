import { ServiceError } from '../../model/errors.ts';
import type { CopiedPart, ObjectHead } from './ports.ts';
import { noteDetail } from './tally.ts';
import type { Passage, Transfer } from './transfer.ts';

const FALSE_CHECKSUMS = 'FalseChecksums';
/**
 * How servers other than AWS's fail at checksums of copied parts: MinIO refuses the part, versitygw 1.8.0 gives each part
 * the checksum of the whole object. The copy is then made without one, and that is reported.
 */
const CHECKSUM_TROUBLE = new Set([
  FALSE_CHECKSUMS,
  'InvalidArgument',
  'InvalidRequest',
  'NotImplemented',
  'BadDigest',
]);

interface Checked {
  readonly head: ObjectHead;
  readonly part: CopiedPart;
  readonly transfer: Transfer;
}

/** Throws `FalseChecksums` where one part of several is said to have the checksum of the whole. */
export function checkPartChecksum(
  { source }: Passage,
  { head: { checksum }, part, transfer }: Checked,
): void {
  if (checksum === undefined) return;
  if (part.checksum?.value !== checksum.value) {
    transfer.tally.partChecksums = 'kept';
    return;
  }
  throw new ServiceError({
    code: FALSE_CHECKSUMS,
    message: `the server gives parts of "s3://${source.bucket}/${source.key}" the checksum of the whole`,
    service: 's3',
    operation: 'UploadPartCopy',
  });
}

/** Whether a copy in parts may have failed only because a checksum was asked for. */
export function isChecksumTrouble(error: unknown): boolean {
  return error instanceof ServiceError && CHECKSUM_TROUBLE.has(error.code);
}

/** What is known of the source, less its checksum, which is told. */
export function withoutChecksum(head: ObjectHead, { destination }: Passage, { tally }: Transfer): ObjectHead {
  const { checksum, ...rest } = head;
  noteDetail(
    tally,
    `"${destination.key}" is copied without its ${checksum?.algorithm} checksum: the server has none for parts`,
  );
  return rest;
}
