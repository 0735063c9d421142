import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './ledger-items.ts';

/**
 * The calls that a run makes of the ledger's table, in DynamoDB's own words. A refusal is an exception that bears the
 * service's name for it (see `tableRefusal`), whoever sends the call.
 */
export interface TableCalls {
  readonly getItem: (input: GetItemCommandInput) => Promise<Pick<GetItemCommandOutput, 'Item'>>;
  readonly batchGetItem: (
    input: BatchGetItemCommandInput,
  ) => Promise<Pick<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys'>>;
  readonly putItem: (input: PutItemCommandInput) => Promise<unknown>;
  readonly transactWriteItems: (input: TransactWriteItemsCommandInput) => Promise<unknown>;
}

/** What DynamoDB says of a call that it refused. */
export interface TableRefusal {
  readonly name: string;
  /** The item that stands there instead, where a condition failed and the call asked for it. */
  readonly Item?: Item;
  /** One for each item of a transaction. */
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: Item }[];
}

/** A thrown refusal to read. It is known by its name: the SDK and our own calls have classes of their own. */
export function tableRefusal(error: unknown): TableRefusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, Item, CancellationReasons }: Error & Partial<TableRefusal> = error;
  return {
    name,
    ...(Item === undefined ? {} : { Item }),
    ...(CancellationReasons === undefined ? {} : { CancellationReasons }),
  };
}
