import type { JobSchedule } from '../model/job.ts';
import type { RunPolicy } from '../model/run-policy.ts';
import { type DueAction, decideDue } from './due-starts.ts';
import { expectedSlots } from './expected-slots.ts';
import type { Ledger, SlotRecord } from './ledger.ts';
import { startEvent } from './own-events.ts';
import { longestBackoffSeconds } from './retry.ts';

export interface SettledJob {
  readonly name: string;
  readonly schedule: JobSchedule;
  readonly policy: RunPolicy;
}

export interface SettlePorts {
  readonly ledger: Pick<Ledger, 'readActive' | 'readControl' | 'writeSlot'>;
  /** The job's slots from `from` to `to`, both included, oldest first. */
  readonly readSlots: (range: {
    readonly job: string;
    readonly from: string;
    readonly to: string;
  }) => Promise<readonly SlotRecord[]>;
  /** Invokes the job's function without waiting; the same slot twice does no harm. */
  readonly startSlot: (job: string, event: unknown) => Promise<void>;
}

export interface Settling {
  readonly job: SettledJob;
  /** Slots before do not count: the job was not there, or not with this schedule. */
  readonly since: Date;
  readonly now: Date;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Slots that wait, run or have no firing are looked for so far back; `catchUp` and `backoff` come on top. */
const LOOK_BACK_MS = 24 * HOUR_MS;
/** So many are started or written down at one time; the next time goes on. */
const MAX_ACTIONS = 200;

/**
 * Starts what is due of a job and nobody else starts: slots that were missed, attempts after a back-off, slots that
 * waited for another, runs that died. Called every five minutes; calling it twice does no harm. Answers what was done.
 */
export async function settleSlots(settling: Settling, ports: SettlePorts): Promise<readonly DueAction[]> {
  const { job, now } = settling;
  const from = new Date(now.getTime() - lookBackMs(job.policy));
  const [records, active, control] = await Promise.all([
    ports.readSlots({ job: job.name, from: from.toISOString(), to: now.toISOString() }),
    ports.ledger.readActive(job.name),
    ports.ledger.readControl(job.name),
  ]);
  const expected = expectedOf(settling, { from, records });
  const paused = control?.paused !== undefined;
  const { flexibleWindowMinutes } = job.schedule;
  const due = decideDue({
    policy: job.policy,
    now,
    paused,
    flexibleWindowMinutes,
    expected,
    records,
    active,
  });
  const actions = due.slice(0, MAX_ACTIONS);
  for (const action of actions) await perform(action, { settling, ports, records });
  return actions;
}

/** What is made good late may be tried again later still. */
function lookBackMs({ catchUp, retry }: RunPolicy): number {
  const backoffSeconds = retry.backoffSeconds === undefined ? 0 : longestBackoffSeconds(retry);
  const seconds = (catchUp?.withinSeconds ?? 0) + backoffSeconds * (retry.attempts - 1);
  return LOOK_BACK_MS + seconds * 1000;
}

/** A `rate` is counted from its start where it has one, else from a slot that there was. */
function expectedOf(
  { job, since, now }: Settling,
  { from, records }: { readonly from: Date; readonly records: readonly SlotRecord[] },
): readonly string[] {
  const known = records.find(({ cause }) => cause !== 'manual')?.slot;
  const anchor = job.schedule.start ?? known;
  const slots = expectedSlots({
    schedule: job.schedule,
    from: since > from ? since : from,
    until: now,
    anchor: anchor === undefined ? undefined : new Date(anchor),
  });
  return job.schedule.expression.startsWith('rate(') ? withoutDrifted(slots, records) : slots;
}

/** A `rate` fires on its own second, so that its slots, whole minutes, may lie a minute beside where they are expected. */
function withoutDrifted(slots: readonly string[], records: readonly SlotRecord[]): readonly string[] {
  const known = new Set(records.map(({ slot }) => Date.parse(slot)));
  const isKnown = (slotMs: number) => known.has(slotMs - MINUTE_MS) || known.has(slotMs + MINUTE_MS);
  const [first, second] = slots.map((slot) => Date.parse(slot));
  if (first === undefined || second === undefined || second - first < 3 * MINUTE_MS) return slots;
  return slots.filter((slot) => known.has(Date.parse(slot)) || !isKnown(Date.parse(slot)));
}

interface Performing {
  readonly settling: Settling;
  readonly ports: SettlePorts;
  readonly records: readonly SlotRecord[];
}

async function perform(
  action: DueAction,
  { settling: { job, now }, ports, records }: Performing,
): Promise<void> {
  if (action.kind === 'start') {
    await ports.startSlot(job.name, startEvent(action.slot, action.cause));
    return;
  }
  const before = records.find(({ slot }) => slot === action.slot);
  const record = recordOf({ action, job: job.name, before, now });
  const run = record.state === 'skipped' ? { run: runOf(record, now) } : {};
  // Overtaken: a late firing has come after all, and has it.
  await ports.ledger.writeSlot(record, before?.fence ?? 0, run);
}

interface Recording {
  readonly action: Exclude<DueAction, { kind: 'start' }>;
  readonly job: string;
  readonly before: SlotRecord | undefined;
  readonly now: Date;
}

function recordOf({ action, job, before, now }: Recording): SlotRecord {
  const at = now.toISOString();
  const { slot, reason } = action;
  const attempt = before?.attempt ?? 0;
  const base = { job, slot, reason, attempt, fence: (before?.fence ?? 0) + 1, requestId: 'watchdog' };
  const times = { claimedAt: at, leaseEndsAt: at };
  if (action.kind === 'wait') return { ...base, ...times, state: 'waiting', cause: 'catch-up' };
  return { ...base, ...times, state: 'skipped', code: action.code, endedAt: at };
}

function runOf({ job, slot, attempt, requestId, code = '', reason = '' }: SlotRecord, now: Date) {
  const at = now.toISOString();
  const outcome = { kind: 'skipped', code, reason, figures: {} } as const;
  return { job, slot, attempt, requestId, startedAt: at, endedAt: at, outcome };
}
