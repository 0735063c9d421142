import type { AwsSession } from '../model/credentials.ts';
import { type Answer, exchangeOf, makeSend, type Send } from './s3/http-exchange.ts';
import { signRequest } from './sts-signed-call.ts';

/** What calls that are signed by hand need of the program that makes them. */
export interface SignedHost {
  readonly session: AwsSession;
  /** In place of AWS's own address: a local stack. */
  readonly endpoint?: string | undefined;
  readonly send: Send;
  readonly now: () => Date;
  /** Waits for so long at most: a part is left to chance, so that those who were throttled together do not come back together. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A server that is silent for so long will not answer. */
const IDLE_TIMEOUT_MS = 60_000;

/** One pool of connections for the program, however many hosts it makes: what is open already needs no new handshake. */
const send = makeSend({ idleTimeoutMs: IDLE_TIMEOUT_MS });

/** A program with its own connections and its machine's clock. */
export function liveHost(session: AwsSession, endpoint?: string): SignedHost {
  return {
    session,
    endpoint,
    send,
    now: () => new Date(),
    sleep: (milliseconds) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds * (0.5 + Math.random() / 2))),
  };
}

export interface SignedCall {
  /** The name by which requests are signed. */
  readonly service: string;
  /** What the host's name begins with. Default: the service. */
  readonly hostPrefix?: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** URL-encoded, with the query, its names in ascending order. Default: `/`. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Signs a call for the service's address in the session's Region and sends it once. Rejects with the system's error. */
export async function sendSigned(call: SignedCall, host: SignedHost): Promise<Answer> {
  const { service, hostPrefix = service, method, path = '/', headers, body } = call;
  const { session, endpoint, send, now } = host;
  const { region } = session;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(path, endpoint ?? `https://${hostPrefix}.${region}.${domain}`);
  const credentials = await session.credentials();
  const signed = signRequest({ method, url, headers, body, service, region, credentials, time: now() });
  return send({ ...exchangeOf(url), method, headers: signed, body });
}

/** An answer to a call, or why there is none and whether it may be worth another. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: unknown; readonly mayPass: boolean };

interface Patience {
  readonly maxAttempts: number;
  /** Before the second try; doubled before each further one. */
  readonly baseDelayMs: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Asks until there is an answer, a refusal that stays, or no try left; what `ask` throws is a connection that was lost. */
export async function askPatiently<T>(ask: () => Promise<Asked<T>>, patience: Patience): Promise<T> {
  const { maxAttempts, baseDelayMs, sleep } = patience;
  for (let attempt = 1; ; attempt += 1) {
    const asked = await ask().catch((error: unknown) => ({ kind: 'refused', error, mayPass: true }) as const);
    if (asked.kind === 'answered') return asked.value;
    if (!asked.mayPass || attempt === maxAttempts) throw asked.error;
    await sleep(baseDelayMs * 2 ** (attempt - 1));
  }
}
