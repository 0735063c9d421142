import type { TokenSource } from '../run/providers/token-source.ts';
import { fetchJson, readToken } from './token-sources-answer.ts';

export interface PulumiCloudOptions {
  /** `https://api.pulumi.com` or a self-hosted one. */
  readonly backendUrl: string;
  readonly organization: string;
  readonly fetch: typeof fetch;
}

export interface PulumiExchange extends PulumiCloudOptions {
  /** A token of an issuer that the organization has registered: GitHub's, or AWS STS's GetWebIdentityToken. */
  readonly subjectToken: string;
  /** Whose access token it shall be: `organization`, `team:NAME`, `user:LOGIN` or `runner:ID`. */
  readonly as: string;
  readonly lifetimeSeconds: number;
}

/** Exchanges an OIDC token for a Pulumi access token, so that none has to be stored. */
export async function exchangeForPulumiToken(exchange: PulumiExchange): Promise<string> {
  const { organization, as } = exchange;
  const message = `cannot exchange a token for a Pulumi access token of "${organization}"`;
  const [type = ''] = as.split(':');
  const requested = type === 'user' ? 'personal' : type;
  const body = new URLSearchParams({
    audience: `urn:pulumi:org:${organization}`,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: exchange.subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: `urn:pulumi:token-type:access_token:${requested}`,
    scope: type === 'organization' ? '' : as,
    expiration: String(exchange.lifetimeSeconds),
  });
  const answer = await fetchJson({
    fetch: exchange.fetch,
    kind: 'pulumi-cloud',
    message,
    body: body.toString(),
    url: new URL('/api/oauth/token', exchange.backendUrl),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  });
  return readToken('pulumi-cloud', message, answer['access_token']);
}

export interface PulumiCloudSource extends PulumiCloudOptions {
  readonly accessToken: () => Promise<string>;
  readonly audience: string;
}

/**
 * A token that Pulumi Cloud signs, by opening an anonymous environment that holds only `fn::open::oidc`. It is a
 * v2 token: its issuer is `<backend>/oidc/v2`, which is the provider that the role must trust.
 */
export function pulumiCloudTokenSource(source: PulumiCloudSource): TokenSource {
  return {
    kind: 'pulumi-cloud',
    token: async () => {
      const message = `cannot get a token from Pulumi Cloud for "${source.organization}"`;
      const base = `/api/esc/environments/${encodeURIComponent(source.organization)}/yaml/open`;
      const request = {
        fetch: source.fetch,
        kind: 'pulumi-cloud',
        message,
        headers: {
          authorization: `token ${await source.accessToken()}`,
          accept: 'application/vnd.pulumi+8',
          'content-type': 'application/json',
        },
      } as const;
      const body = oidcDocument(source.audience);
      const opened = await fetchJson({
        ...request,
        url: new URL(`${base}?duration=15m0s`, source.backendUrl),
        body,
      });
      const id = encodeURIComponent(readToken('pulumi-cloud', message, opened['id']));
      const path = `${base}/${id}?property=token`;
      const answer = await fetchJson({ ...request, url: new URL(path, source.backendUrl) });
      return readToken('pulumi-cloud', message, answer['value']);
    },
  };
}

/** JSON is YAML; so the audience needs no quoting of ours. */
function oidcDocument(audience: string): string {
  return JSON.stringify({ values: { token: { 'fn::open::oidc': { audience, duration: '10m' } } } });
}
