import { createHash } from 'node:crypto';
import { ServiceError } from '../model/errors.ts';
import type { StateStore } from '../run/plan-store.ts';
import { type S3Operation, toS3Error } from './s3/errors.ts';
import type { Answer } from './s3/http-exchange.ts';
import { field, unescapeXml } from './s3/listing-xml.ts';
import { encodeKey } from './s3/wire.ts';
import { type Asked, askPatiently, type SignedHost, sendSigned } from './signed-exchange.ts';

const MAX_ATTEMPTS = 4;
const BASE_DELAY_MS = 100;

/**
 * The app's state bucket, with the function's own role: two calls, signed by hand, for which S3's client would be a
 * quarter of what a function loads. The signature covers the body, so S3 takes no damaged one.
 */
export function signedStateStore(bucket: string, host: SignedHost): StateStore {
  const call = (method: 'GET' | 'PUT', key: string, body: string): Promise<Answer> => {
    const wire = {
      service: 's3',
      method,
      path: `/${bucket}/${encodeKey(key)}`,
      headers: { ...(method === 'PUT' ? typeOf(key) : {}), 'x-amz-content-sha256': sha256(body) },
      body,
    };
    const operation = method === 'PUT' ? 'PutObject' : 'GetObject';
    const described = { operation, message: `cannot reach "${key}" in the state bucket` };
    const ask = async (): Promise<Asked<Answer>> => {
      try {
        return readAnswer(await sendSigned(wire, host), described);
      } catch (error) {
        return { kind: 'refused', mayPass: true, error: toS3Error(error, described) };
      }
    };
    return askPatiently(ask, { maxAttempts: MAX_ATTEMPTS, baseDelayMs: BASE_DELAY_MS, sleep: host.sleep });
  };
  return {
    put: async (key, body) => {
      await call('PUT', key, body);
    },
    get: async (key) => {
      try {
        return (await call('GET', key, '')).body;
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}

function readAnswer(answer: Answer, { operation, message }: S3Operation): Asked<Answer> {
  const { status, body } = answer;
  if (status < 300) return { kind: 'answered', value: answer };
  const code = field(body, 'Code') ?? `HTTP ${status}`;
  const text = unescapeXml(field(body, 'Message') ?? '').split('\n')[0] ?? '';
  const said = text === '' ? message : `${message}: ${text}`;
  const error = new ServiceError({ service: 's3', operation, status, code, message: said });
  return { kind: 'refused', error, mayPass: status >= 500 || status === 429 || code === 'RequestTimeout' };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
