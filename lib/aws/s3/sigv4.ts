import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from '../../model/credentials.ts';
import { rememberSigningKeys } from './signing-key.ts';

/** SHA-256 of an empty body. */
const EMPTY_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export interface UnsignedRequest {
  readonly method: 'GET' | 'PUT';
  readonly host: string;
  /** URL-encoded as S3 wants it. */
  readonly path: string;
  /** Names in ascending order, values not yet encoded. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SigningScope {
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** The time as the server has it. */
  readonly time: Date;
}

export interface SignedRequest {
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs requests without a body; keeps the day's signing key. */
export type Signer = (request: UnsignedRequest, scope: SigningScope) => SignedRequest;

/** Signature Version 4 (IAM User Guide, "Create a signed AWS API request"), for S3 requests that have no body. */
export function makeSigner(): Signer {
  const keyOf = rememberSigningKeys();
  return (request, { credentials, region, time }) => {
    const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.host,
      'x-amz-content-sha256': EMPTY_BODY,
      'x-amz-date': timestamp,
      ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const query = request.query
      .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
      .join('&');
    const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
    const canonical = `${request.method}\n${request.path}\n${query}\n${lines}\n${names.join(';')}\n${EMPTY_BODY}`;
    const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
    const signature = createHmac('sha256', keyOf(credentials.secretAccessKey, scope))
      .update(toSign)
      .digest('hex');
    const credential = `Credential=${credentials.accessKeyId}/${scope}`;
    headers['authorization'] =
      `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return { target: query === '' ? request.path : `${request.path}?${query}`, headers };
  };
}

/** RFC 3986: all but unreserved characters. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
