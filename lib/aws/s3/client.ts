import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsSession } from '../session.ts';
import { type RefreshingCredentials, refreshingCredentials } from './credentials.ts';
import { type BucketPlace, isPlain, plainPlace } from './place.ts';

export interface S3Options {
  /** Where S3 is, when it is not AWS's: `http://127.0.0.1:9000`. Default: what the SDK finds (AWS_ENDPOINT_URL). */
  readonly endpoint?: string | undefined;
  /** No variable and no file says more about where S3 is than these options, so that the SDK need not be asked. */
  readonly isHosted?: boolean;
  /** A connection that is silent for so long is given up, in milliseconds. Default: 300,000. */
  readonly idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 300_000;

/** One SDK client for all calls of a run, loaded and made when it is first needed. */
export interface S3Access {
  readonly region: string;
  readonly idleTimeoutMs: number;
  readonly credentials: RefreshingCredentials;
  readonly client: (bucket: string) => Promise<S3Client>;
  readonly place: (bucket: string) => Promise<BucketPlace>;
}

/** Opens S3 for a session. Calls are tried once: the engine retries. */
export function openS3(session: AwsSession, options: S3Options = {}): S3Access {
  const { region } = session;
  const credentials = refreshingCredentials(session.credentials);
  const { endpoint, isHosted = false, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  let chosen: Promise<S3Client> | undefined;
  const client = (bucket: string) => {
    chosen ??= import('./sdk-client.ts')
      .then(({ openSdkClient }) => openSdkClient(bucket, { region, credentials, endpoint, idleTimeoutMs }))
      .catch((error: unknown) => {
        chosen = undefined;
        throw error;
      });
    return chosen;
  };
  const isKnown = isHosted || endpoint !== undefined;
  const find = async (bucket: string): Promise<BucketPlace> => {
    if (isKnown && isPlain(bucket, region)) return plainPlace(bucket, { region, endpoint });
    const { locate } = await import('./sdk-client.ts');
    return locate(await client(bucket), bucket);
  };
  const places = new Map<string, BucketPlace>();
  const place = async (bucket: string) => {
    const found = places.get(bucket) ?? (await find(bucket));
    places.set(bucket, found);
    return found;
  };
  return { region, idleTimeoutMs, credentials, client, place };
}
