import { ServiceError } from '../model/errors.ts';
import type { BackupLogsPorts } from '../tasks/backup-logs/ports.ts';
import { openS3, type S3Options } from './s3/client.ts';
import type { RefreshingCredentials } from './s3/credentials.ts';
import { makeSend } from './s3/http-exchange.ts';
import { objectCalls } from './s3/object-calls.ts';
import { signedCalls } from './s3/signed-calls.ts';
import { chooseTransport, type Transport } from './s3/transport.ts';
import { uploadCalls } from './s3/upload-calls.ts';
import type { AwsSession } from './session.ts';

export interface BackupLogsOptions extends S3Options {
  /** Who signs and sends the two hot calls. Default: `auto`. */
  readonly transport?: Transport;
}

/** Ports of `backup-logs`: one client with the session's credentials. All calls throw ServiceError. */
export function backupLogsPorts(session: AwsSession, options: BackupLogsOptions = {}): BackupLogsPorts {
  const access = openS3(session, options);
  const sdk = objectCalls(access);
  const signed = signedCalls(access, makeSend(access));
  const fresh = refresher(access.credentials);
  const { listPage, copyObject } = chooseTransport(access, options.transport ?? 'auto', { sdk, signed });
  const uploads = uploadCalls(access);
  return {
    listPage: fresh(listPage),
    copyObject: fresh(copyObject),
    headObject: fresh(sdk.headObject),
    getTags: fresh(sdk.getTags),
    deleteObject: fresh(sdk.deleteObject),
    getText: fresh(sdk.getText),
    putText: fresh(sdk.putText),
    listUploads: fresh(uploads.listUploads),
    listParts: fresh(uploads.listParts),
    startUpload: fresh(uploads.startUpload),
    copyPart: fresh(uploads.copyPart),
    completeUpload: fresh(uploads.completeUpload),
    abortUpload: fresh(uploads.abortUpload),
    waitMs: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  };
}

/** Lets a call that S3 refused as expired load new credentials for its next try. */
function refresher(credentials: RefreshingCredentials) {
  return <Input extends readonly unknown[], Output>(call: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      const expire = credentials.beginCall();
      try {
        return await call(...input);
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'ExpiredToken') expire();
        throw error;
      }
    };
}
