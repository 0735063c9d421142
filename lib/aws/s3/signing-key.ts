import { createHmac } from 'node:crypto';

/** So many are more than a day has services. */
const MOST_KEPT = 50;

/**
 * Derives the keys of Signature Version 4 (IAM User Guide, "Create a signed AWS API request") and keeps them: each takes four
 * HMACs, and is the same all day. `scope` is `20261126/eu-central-1/s3/aws4_request`.
 */
export function rememberSigningKeys(): (secretAccessKey: string, scope: string) => Buffer {
  const kept = new Map<string, { readonly secret: string; readonly key: Buffer }>();
  return (secret, scope) => {
    const known = kept.get(scope);
    if (known?.secret === secret) return known.key;
    const key = deriveKey(secret, scope);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(scope, { secret, key });
    return key;
  };
}

function deriveKey(secret: string, scope: string): Buffer {
  const [date = '', ...rest] = scope.split('/');
  return rest.reduce((key, text) => hmac(key, text), hmac(`AWS4${secret}`, date));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
