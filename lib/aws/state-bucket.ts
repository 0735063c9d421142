import { ServiceError } from '../model/errors.ts';
import type { StateStore } from '../run/plan-store.ts';
import { encodeKey } from './s3/wire.ts';
import { askS3 } from './s3-signed.ts';
import type { SignedHost } from './signed-exchange.ts';

/**
 * The app's state bucket, with the function's own role: two calls, signed by hand, for which S3's client would be a
 * quarter of what a function loads.
 */
export function signedStateStore(bucket: string, host: SignedHost): StateStore {
  const pathOf = (key: string) => `/${bucket}/${encodeKey(key)}`;
  const describe = (operation: string, key: string) =>
    ({ operation, message: `cannot reach "${key}" in the state bucket` }) as const;
  return {
    put: async (key, body) => {
      const call = { method: 'PUT', path: pathOf(key), headers: typeOf(key), body } as const;
      await askS3(call, describe('PutObject', key), host);
    },
    get: async (key) => {
      const call = { method: 'GET', path: pathOf(key), headers: {}, body: '' } as const;
      try {
        return (await askS3(call, describe('GetObject', key), host)).body;
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
};

/** What a browser needs to open it; everything else is a stream of bytes. */
function typeOf(key: string): { readonly 'content-type': string } {
  const ending = key.slice(key.lastIndexOf('.') + 1);
  const type = Object.hasOwn(CONTENT_TYPES, ending) ? CONTENT_TYPES[ending] : undefined;
  return { 'content-type': type ?? 'application/octet-stream' };
}
