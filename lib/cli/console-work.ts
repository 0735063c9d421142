import type { Operator } from '../aws/operator.ts';
import type {
  BackfillRequest,
  BackfillSlot,
  BackfillSpan,
  DeadLetter,
  RedriveRequest,
  SlotResult,
} from '../console/port.ts';
import { UsageError } from '../model/errors.ts';
import type { JobSchedule } from '../model/job.ts';
import { beginBackfill, planBackfill } from '../run/operations/backfill.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import { beginRedrive } from '../run/operations/redrive.ts';
import { type BulkResult, runTargets } from './jobs-bulk.ts';
import { openLetters } from './jobs-letters.ts';

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
  const { todo, done } = await planBackfill(rangeOf(span, work), work.ports.ledger);
  const known = await Promise.all(todo.map((slot) => work.ports.ledger.readSlot(span.job, slot)));
  return [
    ...done.map(({ slot, state }) => ({ slot, state, wanted: false })),
    ...todo.map((slot, index) => ({ slot, state: known[index]?.state ?? 'none', wanted: true })),
  ].sort((a, b) => (a.slot < b.slot ? -1 : 1));
}

/** Runs the slots of a span that are not done, some at once, and tells of each. It is recorded who asked. */
export async function backfill(request: BackfillRequest, work: Workplace): Promise<void> {
  const { parallel } = request;
  const range = rangeOf(request, work);
  const planned = await planBackfill(range, work.ports.ledger);
  const targets = await beginBackfill({ ...range, reason: REASON }, planned, work.ports);
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
  const { queue, letters, others } = await openLetters({ operator: work.operator });
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
  const { queue, letters, others } = await openLetters({ operator: work.operator });
  const chosen = letters.filter(({ dead }) => ids.includes(dead.message.id));
  const left = letters.filter((letter) => !chosen.includes(letter));
  await queue.release([...left.map(({ dead }) => dead.message), ...others]);
  const settle = await beginRedrive({ letters: chosen, queue, reason: REASON }, work.ports);
  const onEnd = async (ended: BulkResult) => {
    await settle(ended);
    onSlot(toSlotResult(ended));
  };
  await runTargets({ targets: chosen, parallel: REDRIVE_PARALLEL, operator: work.operator, onEnd });
}

function toSlotResult({ job, slot, outcome, failed, reason }: BulkResult): SlotResult {
  return { job, slot, state: failed ? 'failed' : outcome, reason };
}
