import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { forEachLimited } from '../../lib/local/concurrency.ts';
import { DESTINATION_BUCKET, SOURCE_BUCKET } from '../../lib/local/seed.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

const COPIES_AT_ONCE = 32;
export const FOLDER = 'app/many/';

/** Many small objects below the backup's source, copied there by the server from one that it has. */
export async function seedMany({ admin, seed }: LocalStack, count: number, folder = FOLDER): Promise<void> {
  const smallest = seed.source.toSorted((one, other) => one.size - other.size)[1];
  if (smallest === undefined) throw new Error('the seed has no object to copy');
  const keys = Array.from({ length: count }, (_, index) => `${folder}${String(index).padStart(5, '0')}.log`);
  await forEachLimited(keys, COPIES_AT_ONCE, (key) =>
    admin.objects.copy({ bucket: SOURCE_BUCKET, key: smallest.key }, SOURCE_BUCKET, key),
  );
}

/** Refuses everybody to write these keys of the destination, until the returned function is called. */
export async function refuseWrites({ access }: LocalStack, keys: string): Promise<() => Promise<void>> {
  const s3 = new S3Client({ ...clientConfig(access), forcePathStyle: true });
  const Bucket = DESTINATION_BUCKET;
  const Resource = `arn:aws:s3:::${Bucket}/${keys}`;
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource }];
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  return async () => {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  };
}

interface SliceResultText {
  readonly isDone: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/** The slices' own results, as they lie in the state bucket. */
export async function sliceResults({ admin, deployment }: LocalStack): Promise<readonly SliceResultText[]> {
  const keys = (await admin.objects.list(deployment.stateBucket))
    .map(({ key }) => key)
    .filter((key) => /\/slices\/.*\/results\//.test(key));
  return Promise.all(
    keys.map(async (key): Promise<SliceResultText> => {
      const { body } = await admin.objects.get(deployment.stateBucket, key);
      return JSON.parse(Buffer.from(body).toString());
    }),
  );
}

export async function until<T>(seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(250);
  }
  throw new Error(`it did not happen within ${seconds} s`);
}
