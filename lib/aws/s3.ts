import type { BackupLogsPorts } from '../tasks/backup-logs/ports.ts';
import { openS3, type S3Options } from './s3/client.ts';
import { objectCalls } from './s3/object-calls.ts';
import { uploadCalls } from './s3/upload-calls.ts';
import type { AwsSession } from './session.ts';

/** Ports of `backup-logs`: one client with the session's credentials. All calls throw ServiceError. */
export function backupLogsPorts(session: AwsSession, options: S3Options = {}): BackupLogsPorts {
  const access = openS3(session, options);
  return {
    ...objectCalls(access),
    ...uploadCalls(access),
    waitMs: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  };
}
