import { ServiceError } from '../model/errors.ts';
import type { TokenSourceKind } from '../run/providers/token-source.ts';

/** A source's failure. Only its kind and its named thing are told, never what it printed. */
export function sourceError(kind: TokenSourceKind, message: string, status?: number): ServiceError {
  return new ServiceError({
    code: 'TokenSourceFailed',
    service: `token source ${kind}`,
    operation: 'token',
    message,
    ...(status === undefined ? {} : { status }),
  });
}

/** The token in a source's answer; says that there is none rather than what there is. */
export function readToken(kind: TokenSourceKind, message: string, answer: unknown): string {
  const token = typeof answer === 'string' ? answer.trim() : '';
  if (token !== '') return token;
  throw sourceError(kind, `${message}: it holds none`);
}

export interface JsonRequest {
  readonly fetch: typeof fetch;
  readonly kind: TokenSourceKind;
  /** What could not be done, naming the thing. */
  readonly message: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** With a body the request is a POST. */
  readonly body?: string;
}

/** Asks an HTTP service for a JSON object. An error tells the status, never the body: it may hold a token. */
export async function fetchJson(request: JsonRequest): Promise<Readonly<Record<string, unknown>>> {
  const { kind, message, url, headers, body } = request;
  const post = body === undefined ? {} : { method: 'POST', body };
  const options = { headers, redirect: 'error', signal: AbortSignal.timeout(10_000), ...post } as const;
  const answer = await request.fetch(url, options).catch(() => {
    throw sourceError(kind, `${message}: no answer from ${url.origin}`);
  });
  if (!answer.ok)
    throw sourceError(kind, `${message}: ${url.origin} answered ${answer.status}`, answer.status);
  const value: unknown = await answer.json().catch(() => undefined);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw sourceError(kind, `${message}: ${url.origin} answered no JSON object`);
}
