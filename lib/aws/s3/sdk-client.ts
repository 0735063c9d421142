import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { RefreshingCredentials } from './credentials.ts';
import { s3Call } from './errors.ts';
import type { BucketPlace } from './place.ts';

interface ClientOptions {
  readonly region: string;
  readonly credentials: RefreshingCredentials;
  readonly endpoint?: string | undefined;
  readonly idleTimeoutMs: number;
}

const CONNECTION_TIMEOUT_MS = 10_000;
/** The engine says how many calls run at once; this must not say less. */
const MAX_SOCKETS = 1_000;

/** The SDK's client for buckets such as this one; in path style where its host name would resolve nowhere. */
export async function openSdkClient(bucket: string, options: ClientOptions): Promise<S3Client> {
  const client = makeClient(options, false);
  const { hostname } = await locate(client, bucket);
  return hostname.endsWith('localhost') ? makeClient(options, true) : client;
}

function makeClient(
  { region, credentials, endpoint, idleTimeoutMs }: ClientOptions,
  forcePathStyle: boolean,
): S3Client {
  return new S3Client({
    region,
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
}

/** Asks the SDK's endpoint rules where a bucket lives: a request is made ready and then not sent. */
export async function locate(client: S3Client, bucket: string): Promise<BucketPlace> {
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
