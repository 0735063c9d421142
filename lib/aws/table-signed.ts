import { randomUUID } from 'node:crypto';
import type { Item } from './ledger-items.ts';
import type { Answer } from './s3/http-exchange.ts';
import { type Asked, askPatiently, type SignedHost, sendSigned } from './signed-exchange.ts';
import type { TableCalls, TableRefusal } from './table-calls.ts';

const MAX_ATTEMPTS = 4;
const BASE_DELAY_MS = 50;
/** What DynamoDB says that may pass by itself (DynamoDB Developer Guide, "Error handling with DynamoDB"). */
const PASSING: readonly string[] = [
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
];

/**
 * The table's calls, signed by hand: every run makes them before its task begins, and the SDK's client with all that it
 * stands on would be half of the time until then. What may pass is tried four times in all; a transaction keeps its token.
 */
export function signedTable(host: SignedHost): TableCalls {
  const call = (operation: string, input: object) => {
    const wire = {
      service: 'dynamodb',
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    } as const;
    const ask = async () => readAnswer(await sendSigned(wire, host));
    return askPatiently(ask, { maxAttempts: MAX_ATTEMPTS, baseDelayMs: BASE_DELAY_MS, sleep: host.sleep });
  };
  return {
    getItem: async (input) => readItem(await call('GetItem', input)),
    putItem: (input) => call('PutItem', input),
    transactWriteItems: (input) => call('TransactWriteItems', { ClientRequestToken: randomUUID(), ...input }),
  };
}

function readAnswer({ status, body }: Answer): Asked<Readonly<Record<string, unknown>>> {
  const value = parse(body);
  if (status < 300 && value !== undefined) return { kind: 'answered', value };
  const error = new RefusedByTable(status, value ?? {});
  return { kind: 'refused', error, mayPass: status >= 500 || status < 300 || PASSING.includes(error.name) };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function readItem(value: { readonly Item?: Item }): { readonly Item?: Item } {
  return value.Item === undefined ? {} : { Item: value.Item };
}

/** In the shape of the SDK's exceptions. */
class RefusedByTable extends Error implements TableRefusal {
  readonly $metadata: { readonly httpStatusCode: number };
  declare readonly Item?: Item;
  declare readonly CancellationReasons?: TableRefusal['CancellationReasons'] & {};

  constructor(
    status: number,
    { __type: type, message, Message, Item, CancellationReasons }: Readonly<Record<string, unknown>>,
  ) {
    const text = message ?? Message;
    super(typeof text === 'string' ? text : 'UnknownError');
    this.name = typeof type === 'string' ? type.slice(type.lastIndexOf('#') + 1) : `HTTP ${status}`;
    this.$metadata = { httpStatusCode: status };
    Object.assign(this, { Item, CancellationReasons });
  }
}
