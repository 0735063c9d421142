/** Where requests about a bucket go. */
export interface BucketPlace {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number | undefined;
  /** `/bucket` in path style, empty where the host names the bucket. */
  readonly basePath: string;
}

const PLAIN_BUCKET = /^[a-z0-9-]+$/;
/** Of IP version 4, or 6 in its brackets. */
const ADDRESS = /^(\d+(\.\d+){3}|\[.*\])$/;
const PARTITION_AWS = /^(af|ap|ca|eu|il|me|mx|sa|us)-(?!gov-|iso)/;

/** Whether a bucket's name and its Region follow the plain rules: no dots, and partition `aws`. */
export function isPlain(bucket: string, region: string): boolean {
  return PLAIN_BUCKET.test(bucket) && PARTITION_AWS.test(region);
}

/**
 * Where a plain bucket is, without the SDK's endpoint rules, which cost their client's loading: at a server of one's own,
 * or at AWS's. Loopback names and addresses get path style, as `bucket.localhost` resolves nowhere.
 */
export function plainPlace(
  bucket: string,
  { region, endpoint }: { readonly region: string; readonly endpoint?: string | undefined },
): BucketPlace {
  const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const inPath = ADDRESS.test(url.hostname) || url.hostname.endsWith('localhost');
  const path = url.pathname.replace(/\/$/, '');
  return {
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    hostname: inPath ? url.hostname : `${bucket}.${url.hostname}`,
    port: url.port === '' ? undefined : Number(url.port),
    basePath: inPath ? `${path}/${bucket}` : path,
  };
}
