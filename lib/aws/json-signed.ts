import type { Answer } from './s3/http-exchange.ts';
import { type Asked, askPatiently, type SignedCall, type SignedHost, sendSigned } from './signed-exchange.ts';

export interface Tries {
  /** In all. */
  readonly maxAttempts: number;
  /** Before the second try; doubled before each further one. */
  readonly baseDelayMs: number;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What services say that may pass by itself (DynamoDB Developer Guide, "Error handling with DynamoDB"; CloudWatch API
 * Reference, "Common Errors"); so may a 429 and each failure of the service itself.
 */
const PASSING: readonly string[] = [
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestTimeout',
  'Throttling',
  'ThrottlingException',
  'TransactionInProgressException',
];

const CUT = { name: 'BadResponse', members: { message: 'the answer is no whole JSON' } } as const;

/**
 * Asks a service that answers in JSON, again where that may help. What it refuses in the end is thrown in the shape of the
 * SDK's exceptions, so that nobody needs to know who sent the call.
 */
export function askJson(
  call: SignedCall,
  { host, ...tries }: Tries & { readonly host: SignedHost },
): Promise<Members> {
  const ask = async () => readAnswer(await sendSigned(call, host));
  return askPatiently(ask, { ...tries, sleep: host.sleep });
}

function readAnswer({ status, headers, body }: Answer): Asked<Members> {
  const value = parse(body);
  if (status < 300 && value !== undefined) return { kind: 'answered', value };
  if (status < 300) return { kind: 'refused', error: new RefusedCall({ status, ...CUT }), mayPass: true };
  const error = new RefusedCall({ status, name: nameOf(headers, value), members: value ?? {} });
  return { kind: 'refused', error, mayPass: status >= 500 || status === 429 || PASSING.includes(error.name) };
}

/** `Throttling;Sender` of a service that spoke another protocol once, `name:http://…`, `namespace#name`. */
function nameOf(headers: Answer['headers'], value: Members = {}): string | undefined {
  const told =
    headers['x-amzn-query-error'] ?? headers['x-amzn-errortype'] ?? value['__type'] ?? value['code'];
  if (typeof told !== 'string') return undefined;
  const [name = ''] = told.split(/[;:,]/);
  return name.slice(name.lastIndexOf('#') + 1);
}

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

interface Refusal {
  readonly status: number;
  readonly name: string | undefined;
  readonly members: Members;
}

class RefusedCall extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor({ status, name = `HTTP ${status}`, members }: Refusal) {
    const { message, Message, __type, ...rest } = members;
    const text = message ?? Message;
    super(typeof text === 'string' ? text : 'UnknownError');
    Object.assign(this, rest);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}
