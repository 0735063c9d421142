import { ServiceError } from '../../../model/errors.ts';
import type { OutboxRow } from '../../outbox-row.ts';
import type { Report } from '../report.ts';
import { sendStored, writeRow } from './send.ts';
import { spreadMs } from './spread.ts';
import { type DeliveryContext, type Staged, slotText, stageReport } from './stage.ts';
import { changed } from './steps.ts';
import { openHint, type Problem, type Told, tellOthers } from './tell.ts';

/** How far a report got. */
export interface Delivery {
  readonly row: OutboxRow;
  /** `delivered` to everybody; `delayed`: the next attempt goes on; `escalated`: people were told that it will not arrive. */
  readonly kind: 'delivered' | 'delayed' | 'escalated';
  /** What is wrong, in one line; empty when all is well. */
  readonly text: string;
}

/**
 * Delivers the report of a slot by the outbox: stored, then handed over, then its receipt recorded; webhooks and the
 * topic after it. What an earlier attempt did is not done again. What cannot be done ends, when nobody will try again, with
 * a notice to the app's topic. Throws ServiceError where the ledger or the state bucket is out of reach.
 */
export async function deliverReport(report: Report, context: DeliveryContext): Promise<Delivery> {
  const mailed = await mail(await takeUp(report, context), context);
  const told = await tellOthers(mailed.row, report, context);
  const problems = [...mailed.problems, ...told.problems];
  const { row } = told;
  if (problems.length === 0) return { row, kind: 'delivered', text: '' };
  const text = problems.map((problem) => problem.text).join('; ');
  const isOver = context.isLastAttempt || problems.every(({ isFinal }) => isFinal);
  return isOver ? escalate({ row, text, report }, context) : { row, kind: 'delayed', text };
}

/** The row of an earlier attempt, or a new one; a report that was given up starts anew. */
async function takeUp(report: Report, context: DeliveryContext): Promise<Staged> {
  const existing = await context.ports.outbox.read(slotText(context.slot));
  if (existing !== undefined && existing.state !== 'escalated') return { row: existing };
  const staged = await stageReport(report, existing, context);
  await writeRow(staged.row, existing?.version ?? 0, context);
  return staged;
}

async function mail(staged: Staged, context: DeliveryContext): Promise<Told> {
  const { row } = staged;
  if (row.state !== 'sent') await awaitTurn(context);
  const next = row.state === 'sent' ? ({ kind: 'sent', row } as const) : await sendStored(staged, context);
  if (next.kind === 'sent') return { row: next.row, problems: refusals(next.row) };
  const code = next.row.code === undefined ? '' : ` (${next.row.code})`;
  const text = `the mail was not sent: ${next.why}${code}`;
  return { row: next.row, problems: [{ text, isFinal: next.kind === 'given-up' }] };
}

function refusals({ refused, code = 'MessageRejected' }: OutboxRow): readonly Problem[] {
  if (refused.length === 0) return [];
  return [{ text: `SES refused ${refused.join(', ')} (${code}); the others got the mail`, isFinal: true }];
}

/** Reports that are due together leave one after the other; a person who waits is not kept waiting. */
async function awaitTurn({ ports, jobName, slot, now, isByHand }: DeliveryContext): Promise<void> {
  const dueMs = slot.getTime() + spreadMs(jobName, ports.jobsOfTask) - now().getTime();
  if (!isByHand && dueMs > 0) await ports.pause(dueMs);
}

interface Undelivered {
  readonly row: OutboxRow;
  readonly text: string;
  readonly report: Report;
}

/** The topic is told before the ledger: a crash in between tells it once more. */
async function escalate({ row, text, report }: Undelivered, context: DeliveryContext): Promise<Delivery> {
  const { ports, now } = context;
  const isMailed = row.state === 'sent';
  const said = await told(() =>
    ports.publish({
      subject: `Nightshift: report ${row.job} ${isMailed ? 'did not reach everybody' : 'was not delivered'}`,
      text: [
        `The report of job "${row.job}" for ${row.id} ${isMailed ? 'did not reach everybody' : 'was not delivered'}:`,
        text,
        '',
        `What it says: ${report.verdict.text}`,
        openHint(row, ports.state.link(row.pageKey)),
        '',
        `When the cause is mended: nightshift jobs run ${row.job} --slot ${row.id}`,
      ].join('\n'),
    }),
  );
  if (isMailed) return { row, kind: 'escalated', text: `${text}; ${said}` };
  const given: OutboxRow = { ...changed(row, now()), state: 'escalated' };
  await writeRow(given, row.version, context);
  return { row: given, kind: 'escalated', text: `${text}; ${said}` };
}

/** Where not even the topic can be reached, the failed outcome, its alarm and the dead letters are left. */
async function told(publish: () => Promise<void>): Promise<string> {
  try {
    await publish();
    return 'the topic was told';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.message} (${error.code})`;
  }
}
