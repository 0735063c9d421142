/** A place in S3: a bucket and a prefix that is empty or ends in "/". */
export interface S3Address {
  readonly bucket: string;
  readonly prefix: string;
}

export type ParsedAddress =
  | ({ readonly kind: 'address' } & S3Address)
  | { readonly kind: 'mistake'; readonly message: string };

const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads `s3://bucket/prefix`. A prefix names a folder: `s3://logs/app` means `app/`, so that `apple/` is not meant.
 * Names follow Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export function parseS3Address(text: string): ParsedAddress {
  const match = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text);
  if (match === null)
    return mistake(`"${text}" is no S3 address; expected one such as "s3://bucket/prefix/"`);
  const [, bucket = '', rest = ''] = match;
  if (bucket.endsWith('--x-s3'))
    return mistake(`"${bucket}" is a directory bucket: its listings have no key order, which the copy needs`);
  if (!BUCKET_NAME.test(bucket)) return mistake(`"${bucket}" is no bucket name`);
  if (rest.startsWith('/')) return mistake(`"${text}" has an empty folder name after the bucket`);
  return { kind: 'address', bucket, prefix: rest === '' || rest.endsWith('/') ? rest : `${rest}/` };
}

/** The address of settings that were checked before; throws TypeError on one that was not. */
export function knownAddress(text: string): S3Address {
  const parsed = parseS3Address(text);
  if (parsed.kind === 'mistake') throw new TypeError(parsed.message);
  return { bucket: parsed.bucket, prefix: parsed.prefix };
}

/** Whether one place lies within the other, so that a copy would copy its own copies. */
export function overlap(one: S3Address, other: S3Address): boolean {
  return (
    one.bucket === other.bucket &&
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix))
  );
}

/** `s3://bucket/key`, as messages name things. */
export function formatS3(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

function mistake(message: string): ParsedAddress {
  return { kind: 'mistake', message };
}
