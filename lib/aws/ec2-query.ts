import { ServiceError } from '../model/errors.ts';
import { refreshingCredentials } from './s3/credentials.ts';
import type { AwsSession } from './session.ts';
import { signRequest } from './sts-signed-call.ts';
import { childOf, childText, readXml, type XmlElement } from './xml.ts';

export interface Ec2Call {
  /** `StopInstances`. */
  readonly operation: string;
  readonly parameters: Parameters;
  /** What could not be done, naming the thing. */
  readonly message: string;
}

/** As the Query API takes them (Amazon EC2 API Reference, "Query requests"): lists are numbered from 1, members follow a dot. */
export interface Parameters {
  readonly [name: string]: Parameter | undefined;
}

type Parameter = string | number | boolean | Parameters | readonly Parameter[];

/** Makes a call; a refusal is a ServiceError with EC2's own code, what the network refuses one with `NetworkError` or `Timeout`. */
export type CallEc2 = (call: Ec2Call) => Promise<XmlElement>;

export interface Ec2Options {
  /** In place of AWS's own endpoint: a local stack. */
  readonly endpoint?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/** The endpoint that the AWS tools would take from these variables (AWS SDKs and Tools Reference Guide, "Service-specific endpoints"). */
export function ec2Endpoint(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env['AWS_ENDPOINT_URL_EC2'] ?? env['AWS_ENDPOINT_URL'];
}

const VERSION = '2016-11-15';
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
const TIMEOUT_MS = 30_000;
/** Everything that is asked here may be asked again: it sets a state, or reads. */
const WORTH_ANOTHER_TRY =
  /^(NetworkError|Timeout|InternalError|InternalFailure|Unavailable|ServiceUnavailable)$/;
const DOMAINS: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
];

/**
 * EC2's Query API, signed by hand: the SDK's client is half a megabyte, most of it names of calls that nobody here makes,
 * and a function would load it before anything else. See docs/decisions/ec2-by-hand.md.
 */
export function openEc2(session: AwsSession, options: Ec2Options = {}): CallEc2 {
  const credentials = refreshingCredentials(session.credentials);
  const url = new URL(options.endpoint ?? `https://ec2.${session.region}.${domainOf(session.region)}`);
  const ask = options.fetch ?? fetch;
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await callOnce(call, { session, url, ask, credentials: await credentials.get() });
      } catch (error) {
        const again = error instanceof ServiceError && WORTH_ANOTHER_TRY.test(error.code);
        if (!again || attempt === ATTEMPTS) throw error;
        await pause(FIRST_PAUSE_MS * 4 ** (attempt - 1));
      }
    }
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function domainOf(region: string): string {
  return DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}

interface Sending {
  readonly session: AwsSession;
  readonly url: URL;
  readonly ask: typeof fetch;
  readonly credentials: Awaited<ReturnType<AwsSession['credentials']>>;
}

async function callOnce(call: Ec2Call, { session, url, ask, credentials }: Sending): Promise<XmlElement> {
  const fields = { service: 'ec2', operation: call.operation };
  const query = new URLSearchParams({
    Action: call.operation,
    Version: VERSION,
    ...flatten(call.parameters),
  });
  const body = query.toString();
  const headers = signRequest({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
    service: 'ec2',
    region: session.region,
    credentials,
    time: new Date(),
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await ask(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
    const code = error instanceof Error && error.name === 'TimeoutError' ? 'Timeout' : 'NetworkError';
    throw new ServiceError({ ...fields, code, message: `${call.message}: no answer from ${url.host}` });
  });
  const read = readXml(await answer.text().catch(() => ''));
  if (answer.ok && read !== undefined) return read;
  throw refusalOf(read, { ...fields, status: answer.status, message: call.message });
}

interface Refused {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly message: string;
}

function refusalOf(read: XmlElement | undefined, refused: Refused): ServiceError {
  const error = childOf(childOf(read, 'Errors'), 'Error');
  const code = childText(error, 'Code') ?? (refused.status >= 500 ? 'ServiceUnavailable' : 'UnknownError');
  const [text] = (childText(error, 'Message') ?? `EC2 answered ${refused.status}`).split('\n');
  return new ServiceError({ ...refused, code, message: `${refused.message}: ${text}` });
}

/** `{ Filter: [{ Name: 'a', Value: ['x'] }] }` as `Filter.1.Name=a`, `Filter.1.Value.1=x`. */
function flatten(parameters: Parameters, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : Object.entries(flattenOne(`${prefix}${name}`, value)),
    ),
  );
}

function flattenOne(name: string, value: Parameter): Record<string, string> {
  if (typeof value !== 'object') return { [name]: String(value) };
  const members = Array.isArray(value)
    ? value.map((item, index) => [`${index + 1}`, item] as const)
    : Object.entries(value);
  return flatten(Object.fromEntries(members), `${name}.`);
}
