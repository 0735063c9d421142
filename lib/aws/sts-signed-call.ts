import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials, AwsSession } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import { rememberSigningKeys } from './s3/signing-key.ts';

/** A call of a service of AWS's JSON protocol, for which a client of the SDK would be a bundle's largest part. */
export interface JsonCall {
  readonly session: AwsSession;
  /** The name by which requests are signed, which is also the host's: `secretsmanager`. */
  readonly service: string;
  /** `secretsmanager.GetSecretValue`. */
  readonly target: string;
  /** Of the protocol. Default: 1.1. */
  readonly version?: '1.0' | '1.1';
  readonly input: object;
  /** What could not be done, naming the thing. */
  readonly message: string;
}

export interface JsonCallPorts {
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** In place of AWS's own endpoint: a local stack. */
  readonly endpoint?: string;
}

/** Makes the call; a refusal is a ServiceError with the service's code. The answer's values are never in it. */
export async function callJson(
  call: JsonCall,
  ports: JsonCallPorts,
): Promise<Readonly<Record<string, unknown>>> {
  const { session, service, target, message } = call;
  const { region } = session;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(ports.endpoint ?? `https://${service}.${region}.${domain}`);
  const body = JSON.stringify(call.input);
  const headers = signRequest({
    ...{ service, region, url, body, method: 'POST', time: ports.now() },
    credentials: await session.credentials(),
    headers: { 'content-type': `application/x-amz-json-${call.version ?? '1.1'}`, 'x-amz-target': target },
  });
  const fields = { service, operation: target.split('.')[1] ?? target };
  const options = { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) };
  const answer = await ports.fetch(url, options).catch(() => {
    throw new ServiceError({
      ...fields,
      code: 'NetworkError',
      message: `${message}: no answer from ${url.host}`,
    });
  });
  const value: unknown = await answer.json().catch(() => undefined);
  const read = typeof value === 'object' && value !== null ? { ...value } : {};
  if (answer.ok) return read;
  throw new ServiceError({ ...fields, status: answer.status, ...refusalOf(read, message) });
}

function refusalOf(
  read: Readonly<Record<string, unknown>>,
  message: string,
): { code: string; message: string } {
  const type = read['__type'];
  const text = read['message'] ?? read['Message'];
  return {
    code: typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1) : 'UnknownError',
    message: typeof text === 'string' ? `${message}: ${text.split('\n')[0]}` : message,
  };
}

export interface RequestToSign {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly service: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly time: Date;
}

const keyOf = rememberSigningKeys();

/** The request's headers with those of Signature Version 4; `host` is left for the client to send. */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { credentials, service, region, url } = request;
  const time = request.time.toISOString().replace(/[-:]|\.\d+/g, '');
  const token =
    credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken };
  const sent = { ...request.headers, 'x-amz-date': time, ...token };
  const all = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = all.map(([name]) => name).join(';');
  const canonical = [
    ...[request.method, url.pathname, url.searchParams.toString()],
    ...all.map(([name, value]) => `${name}:${value.trim()}`),
    ...['', signed, sha256(request.body)],
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const credential = `${credentials.accessKeyId}/${scope}`;
  const signature = createHmac('sha256', keyOf(credentials.secretAccessKey, scope))
    .update(text)
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;
  return { ...sent, authorization };
}

/** The digest of a body or a text, in hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
