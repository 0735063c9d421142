import { listBucketsPorts } from '../lib/aws/buckets.ts';
import { listBucketsTask } from '../lib/tasks/list-buckets/task.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(listBucketsTask, (session) => listBucketsPorts(session));
