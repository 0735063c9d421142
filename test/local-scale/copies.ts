import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { DESTINATION_BUCKET } from '../../lib/local/seed.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

/** How often each key was written. */
export interface Copies {
  readonly keys: number;
  readonly writes: number;
}

/** Has the destination keep every version from now on: what is copied twice has two. */
export async function countCopies({ access }: LocalStack): Promise<(prefix: string) => Promise<Copies>> {
  const s3 = new S3Client({ ...clientConfig(access), forcePathStyle: true });
  const Bucket = DESTINATION_BUCKET;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return async (Prefix) => {
    const keys = new Set<string>();
    let writes = 0;
    let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix, ...next }),
      );
      for (const { Key = '' } of page.Versions ?? []) keys.add(Key);
      writes += page.Versions?.length ?? 0;
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      next =
        IsTruncated === true && NextKeyMarker !== undefined
          ? {
              KeyMarker: NextKeyMarker,
              ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
            }
          : undefined;
    }
    return { keys: keys.size, writes };
  };
}
