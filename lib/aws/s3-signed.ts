import { ServiceError } from '../model/errors.ts';
import { type S3Operation, toS3Error } from './s3/errors.ts';
import type { Answer } from './s3/http-exchange.ts';
import { field, unescapeXml } from './s3/listing-xml.ts';
import { type Asked, askPatiently, type SignedCall, type SignedHost, sendSigned } from './signed-exchange.ts';
import { sha256 } from './sts-signed-call.ts';

const MAX_ATTEMPTS = 4;
const BASE_DELAY_MS = 100;

/**
 * One of S3's rare calls, signed by hand with its body, so that S3 takes no damaged one. What may pass is tried four times
 * in all; throws ServiceError.
 */
export async function askS3(
  call: Omit<SignedCall, 'service'>,
  described: S3Operation,
  host: SignedHost,
): Promise<Answer> {
  const headers = { ...call.headers, 'x-amz-content-sha256': sha256(call.body) };
  const ask = async (): Promise<Asked<Answer>> => {
    try {
      return readAnswer(await sendSigned({ ...call, service: 's3', headers }, host), described);
    } catch (error) {
      return { kind: 'refused', mayPass: true, error: toS3Error(error, described) };
    }
  };
  return askPatiently(ask, { maxAttempts: MAX_ATTEMPTS, baseDelayMs: BASE_DELAY_MS, sleep: host.sleep });
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
