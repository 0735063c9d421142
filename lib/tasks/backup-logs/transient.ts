import { ServiceError } from '../../model/errors.ts';

const THROTTLE_CODES = new Set([
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
]);

const TRANSIENT_CODES = new Set([
  'BadResponse',
  'ExpiredToken',
  'InternalError',
  'ListingOutOfOrder',
  'NetworkError',
  'OperationAborted',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'Timeout',
]);

/** The service asked for fewer calls. */
export function isThrottle(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return THROTTLE_CODES.has(error.code) || error.status === 503 || error.status === 429;
}

/** Another try may succeed (Amazon S3 API Reference, "Error responses", and what the wire can do). */
export function isTransient(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  return isThrottle(error) || TRANSIENT_CODES.has(error.code) || (error.status ?? 0) >= 500;
}
