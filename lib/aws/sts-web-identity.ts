import type { AwsSession } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import { checkToken } from '../oidc/check-token.ts';
import { field, unescapeXml } from './s3/listing-xml.ts';
import { signRequest } from './sts-signed-call.ts';

export interface OutboundToken {
  readonly audience: string;
  /** Whose word it is: the role of these credentials. STS gives such tokens only at its endpoints of a Region. */
  readonly session: AwsSession;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** In place of AWS's own address: a local stack. */
  readonly endpoint?: string | undefined;
}

/** A token is sent on at once. */
const lifetimeSeconds = 300;
const timeoutMs = 10_000;
const operation = 'GetWebIdentityToken';

/**
 * A token in which AWS says who this role is, for services outside of AWS; the account must have outbound web identity
 * federation enabled. STS itself does not take it for a role. Whatever is wrong with it, it is in no message. Signed by
 * hand: the SDK's client would be in the bundle of every function for this one call.
 */
export async function getWebIdentityToken(wanted: OutboundToken): Promise<string> {
  const { audience, now } = wanted;
  const message = `cannot get a token of this role for "${audience}"`;
  const call = { service: 'sts', operation, message };
  const { status, body } = await send(wanted, call);
  if (status >= 300) throw refusal(body, { ...call, status });
  const token = unescapeXml(field(body, 'WebIdentityToken') ?? '');
  const verdict = checkToken(token, { audience, now: now() });
  if (verdict.kind === 'accepted') return token;
  throw new ServiceError({ ...call, code: 'StsAnswer', message: `${message}: ${verdict.message}` });
}

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly message: string;
}

async function send({ session, fetch: ask, now, endpoint, ...wanted }: OutboundToken, call: Call) {
  const { region } = session;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://sts.${region}.${domain}`);
  const body = formOf(wanted.audience);
  const headers = signRequest({
    ...{ service: 'sts', region, url, body, method: 'POST', time: now() },
    credentials: await session.credentials(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/xml' },
  });
  const options = { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) };
  const answer = await ask(url, options).catch(() => undefined);
  if (answer !== undefined) return { status: answer.status, body: await answer.text() };
  const message = `${call.message}: no answer from ${url.host}`;
  throw new ServiceError({ ...call, code: 'NetworkError', message });
}

function formOf(audience: string): string {
  return new URLSearchParams({
    Action: operation,
    Version: '2011-06-15',
    'Audience.member.1': audience,
    SigningAlgorithm: 'RS256',
    DurationSeconds: String(lifetimeSeconds),
  }).toString();
}

function refusal(body: string, call: Call & { readonly status: number }): ServiceError {
  const code = unescapeXml(field(body, 'Code') ?? '');
  const why = unescapeXml(field(body, 'Message') ?? '').split('\n')[0] ?? '';
  return new ServiceError({
    ...call,
    code: code === '' ? `HTTP ${call.status}` : code,
    message: why === '' ? call.message : `${call.message}: ${why}`,
  });
}
