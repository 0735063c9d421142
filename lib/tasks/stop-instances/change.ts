import type { AskResult, Clock, Refusal } from './ask.ts';
import { type Act, findDrift, type InstanceItem } from './item.ts';
import type { InstanceReader, InstanceSelection, ObservedInstance } from './ports.ts';
import { awaitState, type Journey } from './wait.ts';

/** DescribeInstances takes 200 values per filter, so this many are re-read and asked for at once. */
const BATCH_SIZE = 200;
/** The reason of a record until the plan's own takes its place. */
const ARRIVED = 'arrived';

/** How one instance fared. */
export interface InstanceRecord {
  readonly id: string;
  readonly kind: 'done' | 'skipped' | 'failed';
  readonly reason: string;
  readonly code?: string;
  /** What of its tags cannot be read. */
  readonly tagProblem?: string;
  /** With several targets: the name of the one it belongs to. */
  readonly target?: string;
}

/** What stopping and starting differ in. */
export interface Change {
  readonly journey: Journey;
  readonly selection: InstanceSelection;
  readonly tagKeys: readonly string[];
  readonly reader: InstanceReader & Clock;
  readonly wait: boolean;
  /** Nothing changes: EC2 is only asked whether it would be allowed. */
  readonly rehearse: boolean;
  /** The decision of this moment: what is no longer due is not done. */
  readonly decide: (instance: ObservedInstance) => InstanceItem | undefined;
  readonly ask: (action: Act['action'], ids: readonly string[]) => Promise<AskResult>;
}

/** Acts on the planned items and on nothing else; an instance that drifted since the plan is refused. */
export async function changeInstances(
  items: AsyncIterable<InstanceItem>,
  change: Change,
): Promise<readonly InstanceRecord[]> {
  const records: InstanceRecord[] = [];
  const accepted: string[] = [];
  const seen = new Set<string>();
  const acts = new Map<string, Act>();
  const problems = new Map<string, string>();
  let batch: Act[] = [];
  const flush = async () => {
    const asked = await changeBatch(batch, change);
    accepted.push(...asked.accepted);
    records.push(...asked.records);
    batch = [];
  };
  for await (const item of items) {
    const id = item.kind === 'fault' ? item.id : item.instance.id;
    if (seen.has(id)) continue;
    seen.add(id);
    if (item.kind !== 'fault' && item.tagProblem !== undefined) problems.set(id, item.tagProblem);
    if (item.kind !== 'act') {
      records.push(recordOf(item));
      continue;
    }
    acts.set(id, item);
    if (batch.push(item) === BATCH_SIZE) await flush();
  }
  if (batch.length > 0) await flush();
  return [...records, ...(await arrive(accepted, change))].map((record) => {
    const tagProblem = problems.get(record.id);
    const told = { ...record, reason: tellWhy(record, acts.get(record.id)) };
    return tagProblem === undefined ? told : { ...told, tagProblem };
  });
}

/** Of what was done, the rule that decided is told; that it is done, the kind of the record says. */
function tellWhy({ kind, reason }: InstanceRecord, act: Act | undefined): string {
  if (kind !== 'done' || act === undefined) return reason;
  return reason === ARRIVED ? act.reason : `${act.reason}; ${reason}`;
}

function recordOf(item: Exclude<InstanceItem, Act>): InstanceRecord {
  if (item.kind === 'skip') return { id: item.instance.id, kind: 'skipped', reason: item.reason };
  return { id: item.id, kind: 'failed', code: item.code, reason: item.reason };
}

interface BatchResult {
  readonly accepted: readonly string[];
  readonly records: readonly InstanceRecord[];
}

async function changeBatch(batch: readonly Act[], change: Change): Promise<BatchResult> {
  const { steady, records } = await separateDrifted(batch, change);
  const accepted: string[] = [];
  for (const action of new Set(steady.map((item) => item.action))) {
    const ids = steady.filter((item) => item.action === action).map(({ instance }) => instance.id);
    const asked = await change.ask(action, ids);
    accepted.push(...asked.accepted);
    records.push(...(await explainRefusals(asked.refused, change)));
  }
  return { accepted, records };
}

/** IncorrectInstanceState is looked into: who else got the instance to the goal did no harm. */
async function explainRefusals(
  refused: readonly Refusal[],
  change: Change,
): Promise<readonly InstanceRecord[]> {
  const states = new Map<string, ObservedInstance['state']>();
  const instanceIds = refused.filter(({ code }) => code === 'IncorrectInstanceState').map(({ id }) => id);
  if (instanceIds.length > 0) {
    for await (const { id, state } of change.reader.findInstances({ instanceIds })) states.set(id, state);
  }
  const { goal, onTheWay } = change.journey;
  return refused.map((refusal) => {
    const state = states.get(refusal.id);
    if (state !== goal && state !== onTheWay) return refusalRecord(refusal);
    return { id: refusal.id, kind: 'skipped', reason: `became ${state} by itself since the plan` };
  });
}

/** Stop protection is a wish of the owner, respected and not a failure. */
function refusalRecord({ id, code, message }: Refusal): InstanceRecord {
  if (code === 'OperationNotPermitted') return { id, kind: 'skipped', reason: 'stop protection is on' };
  return { id, kind: 'failed', code, reason: message.slice(0, 200) };
}

interface Separated {
  readonly steady: readonly Act[];
  readonly records: InstanceRecord[];
}

async function separateDrifted(batch: readonly Act[], change: Change): Promise<Separated> {
  const now = new Map<string, ObservedInstance>();
  const instanceIds = batch.map(({ instance }) => instance.id);
  for await (const instance of change.reader.findInstances({ ...change.selection, instanceIds })) {
    now.set(instance.id, instance);
  }
  const steady: Act[] = [];
  const records: InstanceRecord[] = [];
  for (const item of batch) {
    const against = reasonAgainst(item, now.get(item.instance.id), change);
    if (against === undefined) steady.push(item);
    else records.push(against);
  }
  return { steady, records };
}

/** Why a planned action is not done: the instance is not as the plan saw it, or its time is over. */
function reasonAgainst(
  { instance: { id, ...seen }, action }: Act,
  current: ObservedInstance | undefined,
  change: Change,
): InstanceRecord | undefined {
  const drift =
    current === undefined ? 'no longer selected' : findDrift({ id, ...seen }, current, change.tagKeys);
  if (current?.state === change.journey.goal)
    return { id, kind: 'skipped', reason: `became ${current.state} by itself since the plan` };
  if (current === undefined || drift !== undefined)
    return { id, kind: 'failed', code: 'InstanceDrifted', reason: `changed since the plan: ${drift}` };
  const decision = change.decide(current);
  if (decision?.kind === 'act' && decision.action === action) return undefined;
  return { id, kind: 'skipped', reason: `no longer due: ${decision?.reason ?? 'no longer selected'}` };
}

async function arrive(accepted: readonly string[], change: Change): Promise<readonly InstanceRecord[]> {
  if (change.rehearse) {
    return accepted.map((id) => ({ id, kind: 'skipped', reason: 'rehearsed: EC2 would allow it' }));
  }
  if (!change.wait)
    return accepted.map((id) => ({ id, kind: 'done', reason: `${change.journey.onTheWay}, not awaited` }));
  const arrivals = await awaitState(accepted, change.journey, change.reader);
  return arrivals.map(({ id, kind, reason }) => {
    if (kind === 'arrived') return { id, kind: 'done', reason: ARRIVED };
    return { id, kind: 'failed', code: kind === 'elsewhere' ? 'UnexpectedState' : 'TimeIsOver', reason };
  });
}
