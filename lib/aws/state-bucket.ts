import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { StateStore } from '../run/plan-store.ts';
import { callService, toServiceError } from './service-error.ts';

/** The app's state bucket, with the function's own role. */
export function s3StateStore(bucket: string): StateStore {
  const client = new S3Client({ forcePathStyle: true });
  const describe = (operation: string, key: string) =>
    ({ service: 'S3', operation, message: `cannot reach "${key}" in the state bucket` }) as const;
  return {
    put: async (key, body) => {
      await callService(
        client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...typeOf(key) })),
        describe('PutObject', key),
      );
    },
    get: async (key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw toServiceError(error, describe('GetObject', key));
      }
    },
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
};

/** What a browser needs to open it; everything else stays a stream of bytes. */
function typeOf(key: string): { readonly ContentType?: string } {
  const ending = key.slice(key.lastIndexOf('.') + 1);
  const type = Object.hasOwn(CONTENT_TYPES, ending) ? CONTENT_TYPES[ending] : undefined;
  return type === undefined ? {} : { ContentType: type };
}
