import { type Answer, failureOf, networkFailure } from './failure.ts';

/** Pulumi Cloud, or a service with its contract, and as whom it is asked. */
export interface PulumiCloud {
  /** `https://api.pulumi.com`; the address of a self-hosted one. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Asked before every call. The token goes into one header and nowhere else. */
  readonly accessToken: () => Promise<string>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface PulumiCall {
  /** What could not be done should it fail, naming the thing: `cannot read "acme/ops/backup"`. */
  readonly message: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** With its parts encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** JSON, or the YAML of an environment: the service takes both under the same content type. */
  readonly body?: string;
  readonly etag?: string;
}

const timeoutMs = 60_000;
const firstDelayMs = 1000;
const longestDelayMs = 30_000;
const maxTries = 4;

/**
 * Calls the service; anything but a 2xx throws ServiceError, or DocumentError where the answer lists mistakes of an
 * environment. Only reading is tried again, when the service is overloaded or broken: opening is not, since every open
 * calls the environment's providers.
 */
export async function callPulumi(cloud: PulumiCloud, call: PulumiCall): Promise<Answer> {
  const isReading = call.method === 'GET' || call.method === 'HEAD';
  const token = await cloud.accessToken();
  for (let tries = 1; ; tries += 1) {
    const answer = await send(cloud, { call, token });
    if (answer !== undefined && answer.status < 300) return answer;
    const mayRetry = isReading && tries < maxTries && isPassing(answer);
    if (!mayRetry)
      throw answer === undefined ? networkFailure(cloud.url, call) : failureOf(answer, call, token);
    await cloud.sleep(delayMs(tries, answer));
  }
}

async function send(
  { url, fetch: ask }: PulumiCloud,
  { call, token }: { readonly call: PulumiCall; readonly token: string },
): Promise<Answer | undefined> {
  try {
    const response = await ask(addressOf(url, call), {
      method: call.method,
      headers: headersOf(call, token),
      // The token is for this host alone.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return undefined;
  }
}

function addressOf(base: string, { path, query = {} }: PulumiCall): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

function headersOf({ etag }: PulumiCall, token: string): Record<string, string> {
  return {
    authorization: `token ${token}`,
    accept: 'application/vnd.pulumi+8',
    'content-type': 'application/json',
    'user-agent': 'nightshift',
    ...(etag === undefined ? {} : { etag }),
  };
}

/** Whether the same call may go well a little later. */
function isPassing(answer: Answer | undefined): boolean {
  return answer === undefined || answer.status === 429 || answer.status >= 500;
}

/** One second, then twice as long each time; what the service asks for is respected up to half a minute. */
function delayMs(tries: number, answer: Answer | undefined): number {
  const asked = Number(answer?.headers.get('retry-after') ?? Number.NaN) * 1000;
  const own = firstDelayMs * 2 ** (tries - 1);
  return Math.min(Number.isFinite(asked) ? Math.max(asked, own) : own, longestDelayMs);
}
