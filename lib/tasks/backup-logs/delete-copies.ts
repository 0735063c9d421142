import { ServiceError } from '../../model/errors.ts';
import { formatS3 } from './address.ts';
import type { DeleteItem } from './items.ts';
import { findObject } from './listing.ts';
import { noteFailed } from './tally.ts';
import type { Transfer } from './transfer.ts';

const DEFAULT_MAX_DELETE = 1_000;

/**
 * Deletes the copies whose source is gone, last of all, and only when the whole source was listed, nothing failed and no
 * more than `maxDelete` of them are due. Otherwise nothing is deleted, and that is a failure with its own code. Returns
 * those that the time did not suffice for.
 */
export async function deleteCopies(items: readonly DeleteItem[], transfer: Transfer): Promise<DeleteItem[]> {
  const { tally, caller, mustStop } = transfer;
  if (items.length === 0 || tally.stopped !== undefined) return [...items];
  const objection = findObjection(items.length, transfer);
  if (objection !== undefined) {
    noteFailed(tally, objection);
    return [];
  }
  const left: DeleteItem[] = [];
  await Promise.all(
    items.map((item) =>
      caller
        .limited(async () => (mustStop() ? void left.push(item) : deleteOne(item, transfer)))
        .catch((error: unknown) => {
          if (!(error instanceof ServiceError)) throw error;
          noteFailed(tally, error);
        }),
    ),
  );
  return left;
}

function findObjection(count: number, { tally, settings, destination }: Transfer): ServiceError | undefined {
  const place = formatS3(destination.bucket, destination.prefix);
  if (tally.listed === undefined)
    return refusal(
      'ListingIncomplete',
      `deleted nothing in "${place}": the source was not listed to its end`,
    );
  if (tally.objectsFailed > 0)
    return refusal('DeleteRefused', `deleted nothing in "${place}": ${tally.objectsFailed} copies failed`);
  if (tally.listed.sourceObjects === 0)
    return refusal(
      'EmptySource',
      `deleted nothing in "${place}": the source has no object at all, which looks like a wrong address`,
    );
  const most = settings.maxDelete ?? DEFAULT_MAX_DELETE;
  const limit =
    typeof most === 'number'
      ? most
      : Math.floor((tally.listed.destinationObjects * Number.parseInt(most, 10)) / 100);
  if (count <= limit) return undefined;
  return refusal(
    'MaxDeleteExceeded',
    `deleted nothing in "${place}": ${count} copies have no source, "maxDelete" allows ${limit}`,
  );
}

/** The source is looked at once more: it may have appeared since it was listed. */
async function deleteOne(
  { key }: DeleteItem,
  { ports, source, destination, tally }: Transfer,
): Promise<void> {
  const found = await findObject(ports, { bucket: source.bucket, key: source.prefix + key });
  if (found !== undefined) return;
  await ports.deleteObject({ bucket: destination.bucket, key: destination.prefix + key });
  tally.objectsDeleted += 1;
}

function refusal(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, service: 's3', operation: 'DeleteObject' });
}
