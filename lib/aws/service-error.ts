import { ServiceError } from '../model/errors.ts';

interface CallDescription {
  readonly service: string;
  readonly operation: string;
  /** What could not be done, naming the thing: `cannot list "s3://logs/app/"`. */
  readonly message: string;
}

const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

/** Awaits an SDK call; what it throws becomes a ServiceError with the service's own code. */
export async function callService<T>(call: Promise<T>, description: CallDescription): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toServiceError(error, description);
  }
}

/** The SDK's exception as our noun: code, status, and a message that names the thing but no value of it. */
export function toServiceError(error: unknown, description: CallDescription): ServiceError {
  if (error instanceof ServiceError) return error;
  const { code, status, text } = readException(error);
  return new ServiceError({
    ...description,
    code,
    message: text === '' ? description.message : `${description.message}: ${text}`,
    ...(status === undefined ? {} : { status }),
    cause: error,
  });
}

interface SdkException {
  readonly Code?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function readException(error: unknown): { code: string; status: number | undefined; text: string } {
  if (!(error instanceof Error)) return { code: 'UnknownError', status: undefined, text: String(error) };
  const fields: Error & SdkException = error;
  const named = typeof fields.Code === 'string' ? fields.Code : error.name;
  const system = typeof fields.code === 'string' ? fields.code : '';
  const status = fields.$metadata?.httpStatusCode;
  const text = error.message.split('\n')[0] ?? '';
  if (NETWORK_CODES.has(system)) return { code: 'NetworkError', status, text: text || system };
  if (named === 'TimeoutError') return { code: 'Timeout', status, text };
  return {
    code: named === 'Error' ? system || 'UnknownError' : named,
    status,
    text: text === 'UnknownError' ? '' : text,
  };
}
