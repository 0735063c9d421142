import type { Task, TaskContext, TaskResult } from '../task.ts';
import type { ListBucketsSettings } from './definition.ts';
import type { Bucket, ListBucketsPorts } from './ports.ts';

const MAX_DETAILS = 300;

type ListBucketsContext = TaskContext<ListBucketsSettings, ListBucketsPorts>;

/** The run-time half of `list-buckets`: nothing is changed, so its plan is already the whole result. */
export const listBucketsTask: Task<ListBucketsSettings, ListBucketsPorts, Bucket> = {
  name: 'list-buckets',
  plan: ({ settings, ports }: ListBucketsContext) => ports.listBuckets(settings),
  apply: reportBuckets,
  describe: bucketLine,
};

/** A line of `aws s3 ls`, `2023-12-10 02:52:46 my-bucket-4a67543`, in UTC (the CLI prints local time). */
export function bucketLine(bucket: Bucket): string {
  return `${bucket.createdAt.slice(0, 10)} ${bucket.createdAt.slice(11, 19)} ${bucket.name}`;
}

async function reportBuckets(items: AsyncIterable<Bucket>, context: ListBucketsContext): Promise<TaskResult> {
  const details: string[] = [];
  let buckets = 0;
  for await (const bucket of items) {
    buckets += 1;
    if (details.length < MAX_DETAILS) details.push(bucketLine(bucket));
  }
  if (buckets > details.length) details.push(`and ${buckets - details.length} more`);
  const where =
    context.settings.prefix === undefined ? 'in the account' : `named "${context.settings.prefix}…"`;
  if (buckets === 0) return { kind: 'nothing-to-do', reason: `no bucket ${where}`, figures: { buckets } };
  const noun = buckets === 1 ? 'bucket' : 'buckets';
  return {
    kind: 'succeeded',
    reason: `${buckets} ${noun} ${where}, times in UTC`,
    figures: { buckets },
    details,
  };
}
