import { DocumentError, ServiceError } from '../../model/errors.ts';
import { toServiceError } from '../service-error.ts';

export interface S3Operation {
  readonly operation: string;
  /** What could not be done, naming the thing: `cannot copy "s3://logs/app/a"`. */
  readonly message: string;
}

/** S3 answers HEAD without a body, so that only the status tells (Amazon S3 API Reference, "HeadObject"). */
const CODES_BY_STATUS: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  400: 'BadRequest',
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
  429: 'SlowDown',
  500: 'InternalError',
  502: 'InternalError',
  503: 'SlowDown',
  504: 'InternalError',
};
const NAMELESS = new Set([
  'UnknownError',
  'Unknown',
  'Forbidden',
  '403',
  '404',
  '412',
  '503',
  'S3ServiceException',
]);
const WIRE_CODE = /^(E[A-Z_]+|HPE_[A-Z_]+|UND_ERR_[A-Z_]+)$/;

/** Awaits an S3 call; what it throws becomes a ServiceError. A document's mistakes pass through. */
export async function s3Call<T>(call: Promise<T>, operation: S3Operation): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toS3Error(error, operation);
  }
}

/** The error with a code that says what happened, also where the answer had none: by status, or `BadResponse`. */
export function toS3Error(error: unknown, operation: S3Operation): Error {
  if (error instanceof DocumentError) return error;
  const wire = wireFailure(error);
  if (wire !== undefined) return networkError(wire, operation, error);
  const found = toServiceError(error, { service: 's3', ...operation });
  const code = betterCode(found, error);
  if (code === found.code) return found;
  return new ServiceError({
    code,
    message: found.message,
    service: 's3',
    operation: operation.operation,
    ...(found.status === undefined ? {} : { status: found.status }),
    cause: error,
  });
}

/** The system's words for a connection that failed, by shape: such errors may come from another realm. */
function wireFailure(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message }: { code?: unknown; message?: unknown } = error;
  if (typeof code !== 'string' || !WIRE_CODE.test(code)) return undefined;
  return typeof message === 'string' && message !== '' ? message : code;
}

function networkError(text: string, { operation, message }: S3Operation, cause: unknown): ServiceError {
  return new ServiceError({
    code: 'NetworkError',
    message: `${message}: ${text}`,
    service: 's3',
    operation,
    cause,
  });
}

function betterCode({ code, status }: ServiceError, error: unknown): string {
  if (status !== undefined && status < 300 && isParseFailure(error)) return 'BadResponse';
  if (NAMELESS.has(code))
    return CODES_BY_STATUS[status ?? 0] ?? (isParseFailure(error) ? 'BadResponse' : code);
  return code;
}

/** An answer that said 200 but was no proper document of its kind. */
function isParseFailure(error: unknown): boolean {
  return error instanceof Error && !('$fault' in error);
}
