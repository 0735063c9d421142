import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ActionRecord, ActiveRecord, CancelRecord, ControlRecord } from '../run/job-records.ts';
import type { RunRecord, SlotRecord } from '../run/ledger.ts';

export type Item = Record<string, AttributeValue>;

/** Keys of the ledger's items; all of a job's lie below its own partition key. */
export const keys = {
  slot: (job: string, slot: string) => keyOf(job, `slot#${slot}`),
  run: (job: string, slot: string, attempt: number) =>
    keyOf(job, `run#${slot}#${String(attempt).padStart(3, '0')}`),
  active: (job: string) => keyOf(job, 'active'),
  control: (job: string) => keyOf(job, 'control'),
  cancel: (job: string, slot: string) => keyOf(job, `cancel#${slot}`),
  action: (job: string, at: string) => keyOf(job, `action#${at}`),
} as const;

function keyOf(job: string, sk: string): Item {
  return { pk: { S: `job#${job}` }, sk: { S: sk } };
}

export function slotItem(record: SlotRecord): Item {
  return { ...keys.slot(record.job, record.slot), ...fieldsOf(record) };
}

export function runItem(run: RunRecord): Item {
  return { ...keys.run(run.job, run.slot, run.attempt), ...fieldsOf(run) };
}

export function activeItem(active: ActiveRecord): Item {
  return { ...keys.active(active.job), ...fieldsOf(active) };
}

export function controlItem(control: ControlRecord): Item {
  return { ...keys.control(control.job), ...fieldsOf(control) };
}

export function cancelItem(cancel: CancelRecord): Item {
  return { ...keys.cancel(cancel.job, cancel.slot), ...fieldsOf(cancel) };
}

/** The time stands in the key alone. */
export function actionItem({ at, ...rest }: ActionRecord): Item {
  return { ...keys.action(rest.job, at), ...fieldsOf(rest) };
}

/** A put that holds only while the item's fence is the expected one (0: there is no item yet). */
export function fencedPut(tableName: string, item: Item, expectedFence: number) {
  const fresh = expectedFence === 0;
  return {
    TableName: tableName,
    Item: item,
    ConditionExpression: fresh ? 'attribute_not_exists(pk)' : 'fence = :fence',
    ...(fresh ? {} : { ExpressionAttributeValues: { ':fence': { N: String(expectedFence) } } }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}

function fieldsOf(record: object): Item {
  return marshall(record, { removeUndefinedValues: true });
}

/** The writers of these items are the functions above, so the fields are what the records hold. */
export function toSlotRecord(item: Item): SlotRecord {
  const { pk: _pk, sk: _sk, ...fields } = unmarshall(item);
  const { job, slot, state, attempt, fence, requestId, claimedAt, leaseEndsAt, ...optional } = fields;
  return { job, slot, state, attempt, fence, requestId, claimedAt, leaseEndsAt, ...optional };
}

export function toRunRecord(item: Item): RunRecord {
  const { pk: _pk, sk: _sk, ...fields } = unmarshall(item);
  const { job, slot, attempt, requestId, startedAt, endedAt, outcome, ...optional } = fields;
  return { job, slot, attempt, requestId, startedAt, endedAt, outcome, ...optional };
}

export function toActiveRecord(item: Item): ActiveRecord {
  const { job, fence, holder, waiting } = unmarshall(item);
  return {
    job,
    fence,
    ...(holder === undefined ? {} : { holder }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

export function toControlRecord(item: Item): ControlRecord {
  const { job, fence, paused } = unmarshall(item);
  return { job, fence, ...(paused === undefined ? {} : { paused }) };
}

export function toCancelRecord(item: Item): CancelRecord {
  const { job, slot, attempt, by, at, reason } = unmarshall(item);
  return { job, slot, attempt, by, at, reason };
}

export function toActionRecord(item: Item): ActionRecord {
  const { sk, job, kind, details, by, reason } = unmarshall(item);
  return { job, kind, details, by, reason, at: String(sk).slice('action#'.length) };
}
