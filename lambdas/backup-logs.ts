import { backupLogsPorts } from '../lib/aws/s3.ts';
import { backupLogsTask } from '../lib/tasks/backup-logs/task.ts';
import { endpointOf, taskHandler } from './task-handler.ts';

export const handler = taskHandler(backupLogsTask, (session) =>
  backupLogsPorts(session, { endpoint: endpointOf('S3'), isHosted: true }),
);
