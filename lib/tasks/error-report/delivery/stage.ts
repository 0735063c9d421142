import { ServiceError } from '../../../model/errors.ts';
import type { JobState } from '../../app-ports.ts';
import type { OutboxRow } from '../../outbox-row.ts';
import type { TaskContext } from '../../task.ts';
import type { ErrorReportSettings } from '../definition.ts';
import type { ErrorReportPorts, RenderedReport } from '../ports.ts';
import type { Report } from '../report.ts';
import { storedRow } from './steps.ts';

export type DeliveryContext = TaskContext<ErrorReportSettings, ErrorReportPorts>;

/** A mail as it lies in the state bucket. */
export interface StoredMail extends RenderedReport {
  readonly from: string;
}

/** What many servers still take; SES itself takes 40 MB. */
const MAX_MIME_BYTES = 9_000_000;

/** A row, and the mail it speaks of where that is at hand. */
export interface Staged {
  readonly row: OutboxRow;
  readonly mail?: StoredMail;
}

/**
 * Puts the report where a later attempt finds it: page, figures, points and the mail, then its row in the ledger. A
 * crash before the row leaves files that the next attempt writes again; after it, this very mail is what is sent.
 */
export async function stageReport(
  report: Report,
  existing: OutboxRow | undefined,
  context: DeliveryContext,
): Promise<Required<Staged>> {
  const { ports, jobName } = context;
  const id = slotText(context.slot);
  const folder = `reports/${id}`;
  const pageKey = `${folder}/report.html`;
  const files = await ports.renderArchive(report);
  const page = { link: ports.state.link(pageKey), command: openCommand({ job: jobName, id }) };
  const mailKey = `${folder}/mail.json`;
  const stageMail = async () => {
    const rendered = toStored(await ports.renderReport(report, { page }), report.from);
    await ports.state.put(mailKey, JSON.stringify(rendered));
    return rendered;
  };
  const [mail] = await Promise.all([
    stageMail(),
    ...files.map(({ name, body }) => ports.state.put(`${folder}/${name}`, body)),
  ]);
  const { subject } = mail;
  const fields = { job: jobName, id, subject, mailKey, pageKey, to: report.to, now: context.now() };
  return { row: storedRow(fields, existing), mail };
}

/** The mail that a row speaks of. Throws ServiceError `MailGone` where it is no longer there. */
export async function loadMail({ mailKey }: OutboxRow, state: JobState): Promise<StoredMail> {
  const text = await state.get(mailKey);
  if (text === undefined) {
    throw new ServiceError({
      code: 'MailGone',
      message: `the stored mail "${mailKey}" is gone from the state bucket`,
      service: 'nightshift',
      operation: 'deliver',
    });
  }
  const mail: StoredMail = JSON.parse(text);
  return mail;
}

/** The report of an earlier attempt at the slot, which is what that attempt's mail says; undefined where there is none. */
export async function storedReport({ ports, slot }: DeliveryContext): Promise<Report | undefined> {
  const row = await ports.outbox.read(slotText(slot));
  if (row === undefined || row.state === 'escalated') return undefined;
  const text = await ports.state.get(`reports/${row.id}/report.json`);
  if (text === undefined) return undefined;
  const report: Report = JSON.parse(text);
  return report;
}

/** What an operator types to read a report. */
export function openCommand({ job, id }: Pick<OutboxRow, 'job' | 'id'>): string {
  return `nightshift report open ${job} --slot ${id}`;
}

/** `YYYY-MM-DDTHH:MM:SSZ`, as slots are written everywhere. */
export function slotText(slot: Date): string {
  return slot.toISOString().replace('.000Z', 'Z');
}

function toStored({ mime, ...rendered }: RenderedReport, from: string): StoredMail {
  const fits = mime !== undefined && mime.length <= MAX_MIME_BYTES;
  return { ...rendered, from, ...(fits ? { mime } : {}) };
}
