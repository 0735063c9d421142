import { createHash } from 'node:crypto';
import type { RetryPolicy } from '../model/run-policy.ts';

const DEFAULT_MAXIMUM_BACKOFF_SECONDS = 6 * 3600;

/** Whether a failure may be tried again: by the job's own list of codes, else unless no attempt can mend it. */
export function isRetryable(retry: RetryPolicy, failure: { code?: string; permanent: boolean }): boolean {
  if (retry.on === undefined) return !failure.permanent;
  return failure.code !== undefined && retry.on.includes(failure.code);
}

/**
 * When the next attempt is due, where the job says how long to wait: the wait doubles with every attempt up to the
 * maximum, and lies at random between its half and its whole. The randomness is a hash of slot and attempt, so that it is
 * the same wherever it is computed. Undefined without a back-off: then Lambda's own retries come.
 */
export function nextAttemptAt(
  retry: RetryPolicy,
  ended: { readonly job: string; readonly slot: string; readonly attempt: number; readonly at: Date },
): Date | undefined {
  if (retry.backoffSeconds === undefined) return undefined;
  const wait = Math.min(retry.backoffSeconds * 2 ** (ended.attempt - 1), longestBackoffSeconds(retry));
  const seconds = wait / 2 + (wait / 2) * fractionOf(`${ended.job} ${ended.slot} ${ended.attempt}`);
  return new Date(ended.at.getTime() + Math.round(seconds * 1000));
}

/** No wait is longer. */
export function longestBackoffSeconds(retry: RetryPolicy): number {
  return retry.maximumBackoffSeconds ?? DEFAULT_MAXIMUM_BACKOFF_SECONDS;
}

/** A number from 0 to 1 that looks random and is the text's own. */
function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
