import { decodeToken } from '../../lib/oidc/jwt.ts';
import type { CloudState } from './pulumi-cloud-store.ts';
import { type CloudRequest, type Registration, type Reply, refuse } from './pulumi-cloud-wire.ts';

const fields = [
  'audience',
  'expiration',
  'grant_type',
  'requested_token_type',
  'scope',
  'subject_token',
  'subject_token_type',
];

/** RFC 8693, as the service does it: a token of a registered issuer for an access token. */
export function exchangeToken({ method, headers, body }: CloudRequest, state: CloudState): Reply {
  if (method !== 'POST') return refuse(405, 'method not allowed');
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return refuse(415, 'unsupported');
  const form = new URLSearchParams(body);
  const isComplete = fields.every((field) => form.getAll(field).length === 1);
  if (!isComplete || [...form.keys()].length !== fields.length) return oauthError('invalid_request');
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:token-exchange') {
    return oauthError('unsupported_grant_type');
  }
  if (form.get('subject_token_type') !== 'urn:ietf:params:oauth:token-type:id_token') {
    return oauthError('invalid_request');
  }
  const registration = state.registrations.find((candidate) => isFor(candidate, form));
  if (registration === undefined) return oauthError('invalid_grant');
  if (!matchesType(registration.as, form)) return oauthError('invalid_scope');
  const token = `pul-exchanged-${state.tokens.size}`;
  state.tokens.add(token);
  const answer = {
    access_token: token,
    issued_token_type: form.get('requested_token_type'),
    token_type: 'token',
    expires_in: Number(form.get('expiration')),
    scope: form.get('scope'),
  };
  return { status: 200, headers: {}, body: JSON.stringify(answer) };
}

function isFor({ organization, issuer, subject }: Registration, form: URLSearchParams): boolean {
  const audience = `urn:pulumi:org:${organization}`;
  const decoding = decodeToken(form.get('subject_token') ?? '');
  if (decoding.kind === 'malformed' || form.get('audience') !== audience) return false;
  const { iss, aud, sub, exp } = decoding.token.claims;
  const isAlive = typeof exp === 'number' && exp > 1_700_000_000;
  return isAlive && iss === issuer && [aud].flat().includes(audience) && sub === subject;
}

function matchesType(as: string, form: URLSearchParams): boolean {
  const [kind = ''] = as.split(':');
  const type = `urn:pulumi:token-type:access_token:${kind === 'user' ? 'personal' : kind}`;
  return (
    form.get('requested_token_type') === type && form.get('scope') === (kind === 'organization' ? '' : as)
  );
}

function oauthError(error: string): Reply {
  return { status: 400, headers: {}, body: JSON.stringify({ error, error_description: 'refused' }) };
}
