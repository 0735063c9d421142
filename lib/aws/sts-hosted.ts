import type { AwsCredentials } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import type { Sts, WebIdentitySession } from '../run/providers/sts.ts';
import { toS3Error } from './s3/errors.ts';
import { type Answer, exchangeOf, type Send } from './s3/http-exchange.ts';
import { field, unescapeXml } from './s3/listing-xml.ts';
import { type Asked, askPatiently } from './signed-exchange.ts';
import type { StsOptions } from './sts.ts';

interface HostedSts extends StsOptions {
  readonly send: Send;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const OPERATION = 'AssumeRoleWithWebIdentity';
const MAX_ATTEMPTS = 3;
const BASE_DELAY_MS = 200;

/**
 * STS for functions: a web identity is presented by a plain form, for which the SDK's client would be loaded in every run;
 * a role in a second step, which is rare, by the SDK. What may pass by itself is tried three times in all.
 */
export function hostedSts(sts: HostedSts): Sts {
  const patience = { maxAttempts: MAX_ATTEMPTS, baseDelayMs: BASE_DELAY_MS, sleep: sts.sleep };
  return {
    assumeRoleWithWebIdentity: (session) => askPatiently(() => present(session, sts), patience),
    assumeRole: async (session) => (await import('./sts.ts')).openSts(sts).assumeRole(session),
  };
}

async function present(
  session: WebIdentitySession,
  { region, endpoint, send }: HostedSts,
): Promise<Asked<AwsCredentials>> {
  const place = session.region ?? region;
  const domain = place.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://sts.${place}.${domain}`);
  const message = `cannot take on role "${session.roleArn}" with the environment's token`;
  const exchange = {
    ...exchangeOf(url),
    method: 'POST',
    target: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/xml' },
    body: formOf(session),
  };
  try {
    return readAnswer(await send(exchange), { message, token: session.token });
  } catch (error) {
    return { kind: 'refused', mayPass: true, error: toS3Error(error, { operation: OPERATION, message }) };
  }
}

function formOf(session: WebIdentitySession): string {
  const { roleArn, sessionName, durationSeconds, policyArns = [], policy, token } = session;
  const form = new URLSearchParams({
    Action: OPERATION,
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: String(durationSeconds),
    WebIdentityToken: token,
    ...(policy === undefined ? {} : { Policy: policy }),
  });
  for (const [index, arn] of policyArns.entries()) form.set(`PolicyArns.member.${index + 1}.arn`, arn);
  return form.toString();
}

function readAnswer(
  { status, body }: Answer,
  { message, token }: { readonly message: string; readonly token: string },
): Asked<AwsCredentials> {
  const text = (name: string) => unescapeXml(field(body, name) ?? '');
  const [accessKeyId, secretAccessKey] = [text('AccessKeyId'), text('SecretAccessKey')];
  const [sessionToken, expiration] = [text('SessionToken'), text('Expiration')];
  if (status < 300 && accessKeyId !== '' && secretAccessKey !== '' && sessionToken !== '') {
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const end = expiration === '' ? {} : { expiration: new Date(expiration) };
    return { kind: 'answered', value: { ...credentials, ...end } };
  }
  const fields = { service: 'sts', operation: OPERATION, status };
  if (status < 300) {
    const said = `${message}: the answer holds no credentials`;
    return refused(new ServiceError({ ...fields, code: 'StsAnswer', message: said }), false);
  }
  const code = text('Code') === '' ? `HTTP ${status}` : text('Code');
  // Should a server repeat the token, it goes no further.
  const why = text('Message').replaceAll(token, '[token]').split('\n')[0] ?? '';
  const said = why === '' ? message : `${message}: ${why}`;
  const mayPass =
    status >= 500 || status === 429 || code === 'Throttling' || code === 'IDPCommunicationError';
  return refused(new ServiceError({ ...fields, code, message: said }), mayPass);
}

function refused(error: Error, mayPass: boolean): Asked<AwsCredentials> {
  return { kind: 'refused', error, mayPass };
}
