import { ServiceError } from '../../model/errors.ts';
import { formatS3 } from './address.ts';
import { compareKeys } from './key-order.ts';
import type { BackupLogsPorts, ListedObject, ListPage, ListRequest } from './ports.ts';
import type { Caller } from './retry.ts';

export interface ListingRange {
  readonly bucket: string;
  readonly prefix: string;
  /** Only keys behind this one. */
  readonly startAfter?: string;
}

/**
 * The objects below a prefix in key order, page by page, the next page asked for while this one is worked on. A page
 * that goes back behind an earlier key is not believed: it is asked for again, then ends in `ListingOutOfOrder`.
 */
export async function* listPages(
  ports: Pick<BackupLogsPorts, 'listPage'>,
  caller: Caller,
  range: ListingRange,
): AsyncIterable<readonly ListedObject[]> {
  const { bucket, prefix } = range;
  let last = range.startAfter ?? '';
  const fetchPage = (continuation: string | undefined, after: string): Promise<ListPage> => {
    const request = continuation === undefined ? range : { bucket, prefix, continuation };
    return quietly(caller.retry(async () => checkOrder(await ports.listPage(request), request, after)));
  };
  let next: Promise<ListPage> | undefined = fetchPage(undefined, last);
  while (next !== undefined) {
    const page: ListPage = await next;
    last = page.objects.at(-1)?.key ?? last;
    next = page.continuation === undefined ? undefined : fetchPage(page.continuation, last);
    if (page.objects.length > 0) yield page.objects;
  }
}

/** What a listing says of one object now, or undefined. Works where the role may not tell "absent" from "forbidden" by HEAD. */
export async function findObject(
  ports: Pick<BackupLogsPorts, 'listPage'>,
  object: { readonly bucket: string; readonly key: string },
): Promise<ListedObject | undefined> {
  const page = await ports.listPage({ bucket: object.bucket, prefix: object.key, maxKeys: 1 });
  return page.objects.find(({ key }) => key === object.key);
}

function checkOrder(page: ListPage, request: ListRequest, after: string): ListPage {
  let previous = after;
  for (const { key } of page.objects) {
    if (previous !== '' && compareKeys(previous, key) >= 0) throw outOfOrder(request, previous, key);
    previous = key;
  }
  return page;
}

function outOfOrder(request: ListRequest, previous: string, key: string): ServiceError {
  return new ServiceError({
    code: 'ListingOutOfOrder',
    message: `listing of "${formatS3(request.bucket, request.prefix)}" has "${key}" after "${previous}"`,
    service: 's3',
    operation: 'ListObjectsV2',
  });
}

/** A page fetched ahead may fail while nobody awaits it yet; that must not end the process. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
