import { randomUUID } from 'node:crypto';
import { askJson } from './json-signed.ts';
import type { Item } from './ledger-items.ts';
import type { SignedHost } from './signed-exchange.ts';
import type { TableCalls } from './table-calls.ts';

const TRIES = { maxAttempts: 4, baseDelayMs: 50 } as const;

/**
 * The table's calls, signed by hand: every run makes them before its task begins, and the SDK's client with all that it
 * stands on would be half of the time until then. What may pass is tried four times in all; a transaction keeps its token.
 */
export function signedTable(host: SignedHost): TableCalls {
  const call = (operation: string, input: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify(input);
    return askJson({ service: 'dynamodb', method: 'POST', headers, body }, { host, ...TRIES });
  };
  return {
    getItem: async (input) => readItem(await call('GetItem', input)),
    batchGetItem: (input) => call('BatchGetItem', input),
    putItem: (input) => call('PutItem', input),
    transactWriteItems: (input) => call('TransactWriteItems', { ClientRequestToken: randomUUID(), ...input }),
  };
}

function readItem(value: { readonly Item?: Item }): { readonly Item?: Item } {
  return value.Item === undefined ? {} : { Item: value.Item };
}
