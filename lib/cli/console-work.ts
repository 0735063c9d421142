import type { Operator } from '../aws/operator.ts';
import type {
  BackfillRequest,
  BackfillSlot,
  BackfillSpan,
  DeadLetter,
  RedriveRequest,
  SlotName,
  SlotResult,
} from '../console/port.ts';
import { UsageError } from '../model/errors.ts';
import type { JobSchedule } from '../model/job.ts';
import { planBackfill } from '../run/operations/backfill.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import { recordAction } from '../run/operations/sign.ts';
import { type BulkResult, runTargets } from './jobs-bulk.ts';
import { findPart } from './jobs-deployed.ts';
import { type Letter, readLetters } from './jobs-letters.ts';

const REASON = 'on the console page';
const REDRIVE_PARALLEL = 4;

/** What long work needs. */
export interface Workplace {
  readonly operator: Operator;
  readonly ports: OperationPorts;
  readonly scheduleOf: (job: string) => JobSchedule | undefined;
}

/** The slots of a span: those to run, and those that are done. */
export async function previewBackfill(span: BackfillSpan, work: Workplace): Promise<readonly BackfillSlot[]> {
  const { todo, done } = await planBackfill({ ...rangeOf(span, work) }, work.ports.ledger);
  const known = await Promise.all(todo.map((slot) => work.ports.ledger.readSlot(span.job, slot)));
  return [
    ...done.map(({ slot, state }) => ({ slot, state, wanted: false })),
    ...todo.map((slot, index) => ({ slot, state: known[index]?.state ?? 'none', wanted: true })),
  ].sort((a, b) => (a.slot < b.slot ? -1 : 1));
}

/** Runs the slots of a span that are not done, some at once, and tells of each. It is recorded who asked. */
export async function backfill(request: BackfillRequest, work: Workplace): Promise<void> {
  const { job, parallel, from, to } = request;
  const { todo } = await planBackfill(rangeOf(request, work), work.ports.ledger);
  const details = `${todo.length} slots from ${from.toISOString()} to ${to.toISOString()}`;
  if (todo.length > 0) await recordAction({ job, kind: 'backfill', details, reason: REASON }, work.ports);
  const targets = todo.map((slot) => ({ job, slot }));
  const onEnd = async (ended: BulkResult) => request.onSlot(toSlotResult(ended));
  await runTargets({ targets, parallel, operator: work.operator, onEnd });
}

function rangeOf({ job, from, to }: BackfillSpan, { scheduleOf }: Workplace) {
  const schedule = scheduleOf(job);
  if (schedule === undefined)
    throw new UsageError(`job "${job}" is not in jobs.yaml: nobody knows its slots`);
  return { job, schedule, from, until: to };
}

/** The dead letters, put back for others to see. */
export async function readDeadLetters(work: Workplace): Promise<readonly DeadLetter[]> {
  const { queue, letters, others } = await openLetters(work);
  await queue.release([...letters.map(({ dead }) => dead.message), ...others]);
  return [
    ...letters.map(({ job, slot, dead }) => ({
      id: dead.message.id,
      job,
      slot,
      sentAt: new Date(dead.message.sentAt),
      reason: `${dead.code}: ${dead.reason}`,
    })),
    ...others.map(({ id, sentAt }) => ({
      id,
      sentAt: new Date(sentAt),
      reason: 'not one of these jobs, or it names no slot; it stays where it is',
    })),
  ];
}

/** Runs the slots of the chosen letters again; those that end well are taken from the queue. It is recorded who asked. */
export async function redrive({ ids, onSlot }: RedriveRequest, work: Workplace): Promise<void> {
  const { queue, letters, others } = await openLetters(work);
  const chosen = letters.filter(({ dead }) => ids.includes(dead.message.id));
  const left = letters.filter((letter) => !chosen.includes(letter));
  await queue.release([...left.map(({ dead }) => dead.message), ...others]);
  for (const job of new Set(chosen.map((letter) => letter.job))) {
    const count = chosen.filter((letter) => letter.job === job).length;
    await recordAction(
      { job, kind: 'redrive', details: `${count} dead letters`, reason: REASON },
      work.ports,
    );
  }
  const onEnd = async (ended: BulkResult) => {
    const messages = chosen.filter((letter) => isOf(letter, ended)).map(({ dead }) => dead.message);
    if (ended.failed) await queue.release(messages);
    else for (const message of messages) await queue.remove(message);
    onSlot(toSlotResult(ended));
  };
  await runTargets({ targets: chosen, parallel: REDRIVE_PARALLEL, operator: work.operator, onEnd });
}

async function openLetters({ operator }: Workplace) {
  const queue = await operator.openDeadLetters(await findPart('DeadLetters', operator));
  return { queue, ...(await readLetters({ queue, operator })) };
}

function isOf(letter: Letter, { job, slot }: SlotName): boolean {
  return letter.job === job && letter.slot === slot;
}

function toSlotResult({ job, slot, outcome, failed, reason }: BulkResult): SlotResult {
  return { job, slot, state: failed ? 'failed' : outcome, reason };
}
