import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsSession } from '../session.ts';
import { type RefreshingCredentials, refreshingCredentials } from './credentials.ts';
import { s3Call } from './errors.ts';

export interface S3Options {
  /** Where S3 is, when it is not AWS's: `http://127.0.0.1:9000`. Default: what the SDK finds (AWS_ENDPOINT_URL). */
  readonly endpoint?: string;
  /** A connection that is silent for so long is given up, in milliseconds. Default: 300,000. */
  readonly idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 300_000;
const CONNECTION_TIMEOUT_MS = 10_000;
/** The engine says how many calls run at once; this must not say less. */
const MAX_SOCKETS = 1_000;

/** Where requests about a bucket go. */
export interface BucketPlace {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number | undefined;
  /** `/bucket` in path style, empty where the host names the bucket. */
  readonly basePath: string;
}

/** One SDK client for all calls of a run, made when it is first needed. */
export interface S3Access {
  readonly region: string;
  readonly idleTimeoutMs: number;
  readonly credentials: RefreshingCredentials;
  readonly client: (bucket: string) => Promise<S3Client>;
  readonly place: (bucket: string) => Promise<BucketPlace>;
}

/**
 * Opens S3 for a session. Loopback names get path style, as `bucket.localhost` resolves nowhere. Calls are tried once:
 * the engine retries.
 */
export function openS3(session: AwsSession, options: S3Options = {}): S3Access {
  const credentials = refreshingCredentials(session.credentials);
  const { endpoint, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  const makeClient = (forcePathStyle: boolean) =>
    new S3Client({
      region: session.region,
      credentials: credentials.forSdk,
      maxAttempts: 1,
      followRegionRedirects: true,
      forcePathStyle,
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        socketTimeout: idleTimeoutMs,
        httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
        httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      },
      ...(endpoint === undefined ? {} : { endpoint }),
    });
  let chosen: Promise<S3Client> | undefined;
  const client = (bucket: string) => {
    chosen ??= chooseClient(bucket, makeClient).catch((error: unknown) => {
      chosen = undefined;
      throw error;
    });
    return chosen;
  };
  const places = new Map<string, BucketPlace>();
  const place = async (bucket: string) => {
    const found = places.get(bucket) ?? (await locate(await client(bucket), bucket));
    places.set(bucket, found);
    return found;
  };
  return { region: session.region, idleTimeoutMs, credentials, client, place };
}

async function chooseClient(
  bucket: string,
  makeClient: (forcePathStyle: boolean) => S3Client,
): Promise<S3Client> {
  const client = makeClient(false);
  const { hostname } = await locate(client, bucket);
  return hostname.endsWith('localhost') ? makeClient(true) : client;
}

/** Asks the SDK's endpoint rules where a bucket lives: a request is made ready and then not sent. */
async function locate(client: S3Client, bucket: string): Promise<BucketPlace> {
  const command = new HeadBucketCommand({ Bucket: bucket });
  let found: BucketPlace | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      found = readPlace(args.request);
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'build', priority: 'high', name: 'nightshiftLocate' },
  );
  await s3Call(client.send(command), { operation: 'HeadBucket', message: `cannot reach bucket "${bucket}"` });
  if (found === undefined) throw new TypeError('the SDK made no request to locate a bucket');
  return found;
}

function readPlace(request: unknown): BucketPlace | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const fields: { protocol?: unknown; hostname?: unknown; port?: unknown; path?: unknown } = request;
  const { protocol, hostname, port, path } = fields;
  if (typeof hostname !== 'string' || typeof path !== 'string') return undefined;
  return {
    protocol: protocol === 'http:' ? 'http:' : 'https:',
    hostname,
    port: typeof port === 'number' ? port : undefined,
    basePath: path.replace(/\/$/, ''),
  };
}
