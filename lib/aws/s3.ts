import { ServiceError } from '../model/errors.ts';
import type { BackupLogsPorts } from '../tasks/backup-logs/ports.ts';
import { openS3, type S3Access, type S3Options } from './s3/client.ts';
import type { RefreshingCredentials } from './s3/credentials.ts';
import { makeSend } from './s3/http-exchange.ts';
import { signedCalls } from './s3/signed-calls.ts';
import { chooseTransport, type Transport } from './s3/transport.ts';
import type { AwsSession } from './session.ts';

export interface BackupLogsOptions extends S3Options {
  /** Who signs and sends the two hot calls. Default: `auto`. */
  readonly transport?: Transport;
}

/** Ports of `backup-logs`: one client with the session's credentials. All calls throw ServiceError. */
export function backupLogsPorts(session: AwsSession, options: BackupLogsOptions = {}): BackupLogsPorts {
  const access = openS3(session, options);
  const sdk = sdkCalls(access);
  const signed = signedCalls(access, makeSend(access));
  const fresh = refresher(access.credentials);
  const { listPage, copyObject } = chooseTransport(access, options.transport ?? 'auto', { sdk, signed });
  return {
    listPage: fresh(listPage),
    copyObject: fresh(copyObject),
    headObject: fresh(sdk.headObject),
    getTags: fresh(sdk.getTags),
    deleteObject: fresh(sdk.deleteObject),
    getText: fresh(sdk.getText),
    putText: fresh(sdk.putText),
    listUploads: fresh(sdk.listUploads),
    listParts: fresh(sdk.listParts),
    startUpload: fresh(sdk.startUpload),
    copyPart: fresh(sdk.copyPart),
    completeUpload: fresh(sdk.completeUpload),
    abortUpload: fresh(sdk.abortUpload),
    waitMs: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  };
}

type SdkCalls = Omit<BackupLogsPorts, 'waitMs' | 'random' | 'state'>;

/** The calls through the SDK, which is loaded with the first of them: most runs of a backup need none. */
function sdkCalls(access: S3Access): SdkCalls {
  let loaded: Promise<SdkCalls> | undefined;
  const load = () => {
    loaded ??= Promise.all([import('./s3/object-calls.ts'), import('./s3/upload-calls.ts')]).then(
      ([{ objectCalls }, { uploadCalls }]) => ({ ...objectCalls(access), ...uploadCalls(access) }),
    );
    return loaded;
  };
  return {
    listPage: async (request) => (await load()).listPage(request),
    copyObject: async (request) => (await load()).copyObject(request),
    headObject: async (object) => (await load()).headObject(object),
    getTags: async (object) => (await load()).getTags(object),
    deleteObject: async (object) => (await load()).deleteObject(object),
    getText: async (object) => (await load()).getText(object),
    putText: async (object, text) => (await load()).putText(object, text),
    listUploads: async (object) => (await load()).listUploads(object),
    listParts: async (upload) => (await load()).listParts(upload),
    startUpload: async (request) => (await load()).startUpload(request),
    copyPart: async (request) => (await load()).copyPart(request),
    completeUpload: async (request) => (await load()).completeUpload(request),
    abortUpload: async (upload) => (await load()).abortUpload(upload),
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
