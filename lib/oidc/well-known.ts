import { type DiscoveryDocument, discoveryDocument, type JsonWebKey } from './discovery.ts';

/** The discovery document or the key set, as an HTTP answer. */
export interface WellKnownAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WellKnownSource {
  readonly issuerUrl: string;
  readonly keys: () => Promise<{ readonly keys: readonly JsonWebKey[] }>;
}

/** Verifiers may keep the answers for five minutes: a new key must be listed that long before it signs. */
const cacheControl = 'public, max-age=300';

/** Answers a GET of `path`; everything but the two documents is 404. */
export async function answerWellKnown(path: string, source: WellKnownSource): Promise<WellKnownAnswer> {
  if (path === '/.well-known/openid-configuration') return answer(200, discoveryDocument(source.issuerUrl));
  if (path === '/.well-known/jwks.json') return answer(200, await source.keys());
  return answer(404, { message: 'not found' });
}

type Body = DiscoveryDocument | { readonly keys: readonly JsonWebKey[] } | { readonly message: string };

function answer(statusCode: number, body: Body): WellKnownAnswer {
  const caching = statusCode === 200 ? cacheControl : 'no-store';
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': caching },
    body: JSON.stringify(body),
  };
}
