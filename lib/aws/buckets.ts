import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { ListBucketsPorts } from '../tasks/list-buckets/ports.ts';
import { BUCKETS_CALL, bucketPages, PAGE_SIZE } from './bucket-pages.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

/** Ports of `list-buckets` over the SDK, which knows what a shell's variables and files say of S3; throws ServiceError. */
export function listBucketsPorts(session: AwsSession): ListBucketsPorts {
  const client = new S3Client({ region: session.region, credentials: session.credentials });
  return bucketPages(async ({ prefix, token }) => {
    const command = new ListBucketsCommand({
      MaxBuckets: PAGE_SIZE,
      ...(prefix === undefined ? {} : { Prefix: prefix }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const { Buckets = [], ContinuationToken } = await callService(client.send(command), BUCKETS_CALL);
    return {
      buckets: Buckets.map(({ Name = '', CreationDate = new Date(0) }) => ({
        name: Name,
        createdAt: CreationDate,
      })),
      ...(ContinuationToken === undefined ? {} : { token: ContinuationToken }),
    };
  });
}
