import { ServiceError } from '../model/errors.ts';
import { readObject, textAt } from './json.ts';

export interface TokenExchange {
  /** `https://api.pulumi.com`; the address of a self-hosted one. */
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly organization: string;
  /** A token of an issuer that the organization has registered: GitHub's, or of AWS STS's GetWebIdentityToken. */
  readonly subjectToken: string;
  /** Whose access token it shall be: `organization`, `organization:admin`, `team:NAME`, `user:LOGIN` or `runner:ID`. */
  readonly as: string;
  readonly lifetimeSeconds: number;
}

/**
 * Exchanges an OIDC token for a Pulumi access token, so that none has to be stored. Failures tell the status and the
 * standard error code of OAuth, never the rest of the answer: it may hold a token.
 */
export async function exchangeToken(exchange: TokenExchange): Promise<string> {
  const { organization, url, fetch: ask } = exchange;
  const host = new URL(url).origin;
  const message = `cannot exchange a token for a Pulumi access token of "${organization}"`;
  const answer = await ask(new URL('/api/oauth/token', url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: formOf(exchange),
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  if (answer === undefined)
    throw failure({ code: 'NetworkError', message: `${message}: no answer from ${host}` });
  const body = readObject(await answer.text().catch(() => ''));
  if (!answer.ok) {
    const reason = `${message}: ${host} answered ${answer.status}${errorCode(textAt(body, 'error'))}`;
    throw failure({ code: 'TokenExchangeRefused', message: reason, status: answer.status });
  }
  const token = textAt(body, 'access_token');
  if (token === undefined)
    throw failure({ code: 'PulumiCloudAnswer', message: `${message}: the answer holds none` });
  return token;
}

function formOf({ organization, subjectToken, as, lifetimeSeconds }: TokenExchange): string {
  const [kind = ''] = as.split(':');
  const type = kind === 'user' ? 'personal' : kind;
  return new URLSearchParams({
    audience: `urn:pulumi:org:${organization}`,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: `urn:pulumi:token-type:access_token:${type}`,
    scope: kind === 'organization' ? as.slice('organization:'.length) : as,
    expiration: String(lifetimeSeconds),
  }).toString();
}

/** OAuth's own codes are words such as `invalid_grant`; anything else is not repeated. */
function errorCode(code: string | undefined): string {
  if (code === undefined || !/^[a-z_]{1,40}$/.test(code)) return '';
  const advice = hints[code];
  return ` (${code}${advice === undefined ? '' : `: ${advice}`})`;
}

const hints: Readonly<Record<string, string>> = {
  invalid_grant: 'register the issuer with the organization, with a policy that lets this token in',
  invalid_request: 'a claim of the token or the kind of access token is not what the organization allows',
  invalid_scope: 'no policy of the issuer allows this kind of access token',
};

function failure(fields: { code: string; message: string; status?: number }): ServiceError {
  return new ServiceError({ ...fields, service: 'pulumi-cloud', operation: 'oauth/token' });
}
