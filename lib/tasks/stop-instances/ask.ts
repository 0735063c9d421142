import { ServiceError } from '../../model/errors.ts';

export interface Refusal {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

export interface AskResult {
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
}

export interface Clock {
  readonly remainingMs: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const THROTTLED =
  /^(RequestLimitExceeded|Throttling|ThrottlingException|TooManyRequestsException|RequestThrottled)$/;
const UNAVAILABLE = /^(InternalError|InternalFailure|Unavailable|ServiceUnavailable|NetworkError|Timeout)$/;
/** The caller is refused as a whole: smaller batches would be refused as well. */
const HOPELESS = /^(AuthFailure|ExpiredToken|RequestExpired|InvalidClientTokenId|OptInRequired|Blocked)$/;
const MAX_PAUSE_MS = 20_000;
const MAX_UNAVAILABLE = 3;
const MAX_UNAUTHORIZED = 10;
const RESERVE_MS = 15_000;

/**
 * Asks for all ids at once; EC2 refuses a call as a whole when one id fails, so a refused batch is divided (at the
 * ids that the message names, else in halves) until the bad ids stand alone. Throttling is waited out while time lasts.
 */
export async function askDividing(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<void>,
  clock: Clock,
): Promise<AskResult> {
  const accepted: string[] = [];
  const refused: Refusal[] = [];
  const waiting: (readonly string[])[] = ids.length === 0 ? [] : [ids];
  let unauthorized = 0;
  for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
    const error = await askPatiently(batch, ask, clock);
    if (error === undefined) {
      accepted.push(...batch);
      continue;
    }
    const alone = batch.length === 1;
    if (alone && error.code === 'UnauthorizedOperation') unauthorized += 1;
    const pointless = accepted.length === 0 && unauthorized >= MAX_UNAUTHORIZED;
    if (alone || pointless || isIndivisible(error.code)) refused.push(...refuseAll(batch, error));
    else waiting.push(...divide(batch, error.message));
  }
  return { accepted, refused };
}

async function askPatiently(
  batch: readonly string[],
  ask: (ids: readonly string[]) => Promise<void>,
  clock: Clock,
): Promise<ServiceError | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ask(batch);
      return undefined;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const pauseMs = Math.min(MAX_PAUSE_MS, 1_000 * 2 ** (attempt - 1));
      const again = THROTTLED.test(error.code) || (UNAVAILABLE.test(error.code) && attempt < MAX_UNAVAILABLE);
      if (!again || clock.remainingMs() - pauseMs < RESERVE_MS) return error;
      await clock.pause(pauseMs);
    }
  }
}

function isIndivisible(code: string): boolean {
  return THROTTLED.test(code) || UNAVAILABLE.test(code) || HOPELESS.test(code);
}

function divide(batch: readonly string[], message: string): readonly (readonly string[])[] {
  const mentioned = new Set(message.match(/\bi-[0-9a-f]+/g) ?? []);
  const named = batch.filter((id) => mentioned.has(id));
  if (named.length > 0 && named.length < batch.length) {
    return [...named.map((id) => [id]), batch.filter((id) => !mentioned.has(id))];
  }
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}

function refuseAll(batch: readonly string[], { code, message }: ServiceError): readonly Refusal[] {
  return batch.map((id) => ({ id, code, message }));
}
