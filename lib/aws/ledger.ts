import type { AlsoWritten, JobView, Ledger, LedgerWrite, SlotRecord } from '../run/ledger.ts';
import {
  activeItem,
  cancelItem,
  fencedPut,
  type Item,
  keys,
  runItem,
  slotItem,
  toActiveRecord,
  toCancelRecord,
  toControlRecord,
  toSlotRecord,
} from './ledger-items.ts';
import { callService, toServiceError } from './service-error.ts';
import { type TableCalls, tableRefusal } from './table-calls.ts';

/** Reasons of a cancelled transaction that mean no more than that others write at the same time. */
const MOVED: readonly string[] = ['ConditionalCheckFailed', 'TransactionConflict'];

/** The ledger in its DynamoDB table, by item calls only. */
export function dynamoLedger(table: TableCalls, tableName: string): Ledger {
  const read = async <T>(job: string, key: Item, parse: (item: Item) => T): Promise<T | undefined> => {
    const item = await getItem({ table, tableName, job }, key);
    return item === undefined ? undefined : parse(item);
  };
  return {
    readView: (job, slot) => readView({ table, tableName, job }, slot),
    readSlot: (job, slot) => read(job, keys.slot(job, slot), toSlotRecord),
    readActive: (job) => read(job, keys.active(job), toActiveRecord),
    readControl: (job) => read(job, keys.control(job), toControlRecord),
    readCancel: (job, slot) => read(job, keys.cancel(job, slot), toCancelRecord),
    writeCancel: async (record) => {
      const put = table.putItem({ TableName: tableName, Item: cancelItem(record) });
      await callService(put, describe('PutItem', record.job));
    },
    writeSlot: (record, expectedFence, also = {}) =>
      writeSlot({ table, tableName, record, expectedFence, also }),
  };
}

interface Place {
  readonly table: TableCalls;
  readonly tableName: string;
  readonly job: string;
}

async function getItem({ table, tableName, job }: Place, key: Item): Promise<Item | undefined> {
  const asked = table.getItem({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await callService(asked, describe('GetItem', job))).Item;
}

/** What the table is too busy to answer at once is asked for by itself, which is tried again for a while. */
async function readView(place: Place, slot: string): Promise<JobView> {
  const { table, tableName, job } = place;
  const wanted = { slot: keys.slot(job, slot), active: keys.active(job), control: keys.control(job) };
  const request = { RequestItems: { [tableName]: { Keys: Object.values(wanted), ConsistentRead: true } } };
  const answer = await callService(table.batchGetItem(request), describe('BatchGetItem', job));
  const left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  const later = await Promise.all(left.map((key) => getItem(place, key)));
  const items = [...(answer.Responses?.[tableName] ?? []), ...later];
  const find = <T>(key: Item, parse: (item: Item) => T): T | undefined => {
    const found = items.find((item) => item?.['sk']?.S === key['sk']?.S);
    return found === undefined ? undefined : parse(found);
  };
  return {
    slot: find(wanted.slot, toSlotRecord),
    active: find(wanted.active, toActiveRecord),
    control: find(wanted.control, toControlRecord),
  };
}

function describe(operation: string, job: string) {
  return { service: 'DynamoDB', operation, message: `cannot reach the ledger of job "${job}"` } as const;
}

interface SlotWrite {
  readonly table: TableCalls;
  readonly tableName: string;
  readonly record: SlotRecord;
  readonly expectedFence: number;
  readonly also: AlsoWritten;
}

async function writeSlot({ table, tableName, record, expectedFence, also }: SlotWrite): Promise<LedgerWrite> {
  const { run, active } = also;
  const put = fencedPut(tableName, slotItem(record), expectedFence);
  const isAlone = run === undefined && active === undefined;
  try {
    if (isAlone) await table.putItem(put);
    else {
      const items = [
        { Put: put },
        ...(active === undefined
          ? []
          : [{ Put: fencedPut(tableName, activeItem(active.record), active.expectedFence) }]),
        ...(run === undefined ? [] : [{ Put: { TableName: tableName, Item: runItem(run) } }]),
      ];
      await table.transactWriteItems({ TransactItems: items });
    }
    return { kind: 'written' };
  } catch (error) {
    const refused = readRefusal(error);
    if (refused !== undefined) return refused;
    throw toServiceError(error, describe(isAlone ? 'PutItem' : 'TransactWriteItems', record.job));
  }
}

/** A failed condition is an answer, not an error: the item that stands there comes back with it. */
function readRefusal(error: unknown): LedgerWrite | undefined {
  const refusal = tableRefusal(error);
  if (refusal?.name === 'ConditionalCheckFailedException') return overtakenBy(refusal.Item);
  if (refusal?.name === 'TransactionConflictException') return { kind: 'moved' };
  if (refusal?.name !== 'TransactionCanceledException') return undefined;
  const [slot, ...others] = refusal.CancellationReasons ?? [];
  if (slot?.Code === 'ConditionalCheckFailed') return overtakenBy(slot.Item);
  const isMoved = [slot, ...others].some(({ Code } = {}) => Code !== undefined && MOVED.includes(Code));
  return isMoved ? { kind: 'moved' } : undefined;
}

function overtakenBy(item: Item | undefined): LedgerWrite {
  return { kind: 'overtaken', found: item === undefined ? undefined : toSlotRecord(item) };
}
