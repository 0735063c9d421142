import { signedBucketsPorts } from '../lib/aws/buckets-signed.ts';
import { liveHost } from '../lib/aws/signed-exchange.ts';
import { listBucketsTask } from '../lib/tasks/list-buckets/task.ts';
import { endpointOf, taskHandler } from './task-handler.ts';

export const handler = taskHandler(listBucketsTask, (session) =>
  signedBucketsPorts(liveHost(session, endpointOf('S3'))),
);
