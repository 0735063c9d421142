import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Bucket, ListBucketsPorts } from '../tasks/list-buckets/ports.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

const PAGE_SIZE = 1_000;

interface Options {
  readonly endpoint?: string;
}

/** Ports of `list-buckets`. Pages by ContinuationToken (Amazon S3 API Reference, "ListBuckets"); throws ServiceError. */
export function listBucketsPorts(session: AwsSession, options: Options = {}): ListBucketsPorts {
  const client = new S3Client({ region: session.region, credentials: session.credentials, ...options });
  return { listBuckets: (selection) => listBuckets(client, selection) };
}

async function* listBuckets(
  client: S3Client,
  { prefix }: { readonly prefix?: string },
): AsyncIterable<Bucket> {
  let token: string | undefined;
  do {
    const command = new ListBucketsCommand({
      MaxBuckets: PAGE_SIZE,
      ...(prefix === undefined ? {} : { Prefix: prefix }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await callService(client.send(command), {
      service: 's3',
      operation: 'ListBuckets',
      message: 'cannot list the buckets of the account',
    });
    for (const { Name, CreationDate } of page.Buckets ?? []) {
      if (Name === undefined || (prefix !== undefined && !Name.startsWith(prefix))) continue;
      yield { name: Name, createdAt: (CreationDate ?? new Date(0)).toISOString() };
    }
    token = page.ContinuationToken;
  } while (token !== undefined && token !== '');
}
