import type { Bucket, ListBucketsPorts } from '../tasks/list-buckets/ports.ts';

export const PAGE_SIZE = 1_000;

export const BUCKETS_CALL = {
  service: 's3',
  operation: 'ListBuckets',
  message: 'cannot list the buckets of the account',
} as const;

export interface PageWanted {
  readonly prefix?: string;
  /** Where the page before ended. */
  readonly token?: string;
}

export interface BucketsPage {
  readonly buckets: readonly { readonly name: string; readonly createdAt: Date }[];
  /** Where the next page begins. */
  readonly token?: string;
}

/** Pages by ContinuationToken (Amazon S3 API Reference, "ListBuckets"), held to the prefix even where the server does not. */
export function bucketPages(readPage: (wanted: PageWanted) => Promise<BucketsPage>): ListBucketsPorts {
  async function* listBuckets({ prefix }: { readonly prefix?: string }): AsyncIterable<Bucket> {
    const selection = prefix === undefined ? {} : { prefix };
    let token: string | undefined;
    do {
      const page = await readPage({ ...selection, ...(token === undefined ? {} : { token }) });
      for (const { name, createdAt } of page.buckets) {
        if (name === '' || (prefix !== undefined && !name.startsWith(prefix))) continue;
        yield { name, createdAt: createdAt.toISOString() };
      }
      token = page.token;
    } while (token !== undefined && token !== '');
  }
  return { listBuckets };
}
