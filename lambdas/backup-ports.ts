import { backupLogsPorts } from '../lib/aws/s3.ts';
import type { AwsSession } from '../lib/model/credentials.ts';
import type { AppPorts } from '../lib/tasks/app-ports.ts';
import type { BackupLogsPorts } from '../lib/tasks/backup-logs/ports.ts';
import { endpointOf } from './task-handler.ts';

/** S3 with the environment's credentials, and the job's own part of the state bucket. */
export function hostedBackupPorts(session: AwsSession, { state }: AppPorts): BackupLogsPorts {
  return { ...backupLogsPorts(session, { endpoint: endpointOf('S3'), isHosted: true }), state };
}
