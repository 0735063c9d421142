export interface Bucket {
  readonly name: string;
  /** ISO, UTC. */
  readonly createdAt: string;
}

export interface ListBucketsPorts {
  /** Every bucket of the account, or those whose name begins with the prefix, page by page. */
  readonly listBuckets: (selection: { readonly prefix?: string }) => AsyncIterable<Bucket>;
}
