import type { ReportReader } from '../aws/operator-reports.ts';
import type { MailFeedback } from '../tasks/mail-feedback.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';
import { findJob, findLedger } from './jobs-deployed.ts';

/** Opens the reader for a Region; a test puts its own in. */
export type OpenReportReader = (place: { readonly region?: string }) => Promise<ReportReader>;

/** The live reader, loaded when a command needs it. */
export const openLiveReportReader: OpenReportReader = async (place) =>
  (await import('../aws/operator-reports.ts')).openReportReader(place);

/** A report with what became of its mail. */
export interface SentReport {
  readonly row: OutboxRow;
  readonly feedback: readonly MailFeedback[];
}

interface Wanted {
  readonly job: string;
  readonly count: number;
  readonly slot?: string;
}

/** The newest reports of a job, or one slot's. A job that has none must be deployed, else its name is a mistake. */
export async function readReports(wanted: Wanted, reader: ReportReader): Promise<readonly SentReport[]> {
  const { job } = wanted;
  const table = await findLedger(reader);
  const rows = await reader.readReports({ table, ...wanted });
  const [newest] = rows;
  const oldest = rows.at(-1);
  if (newest === undefined || oldest === undefined) {
    await findJob(job, reader);
    return [];
  }
  const feedback = await reader.readFeedback({ table, job, first: oldest.id, last: newest.id });
  return rows.map((row) => ({ row, feedback: feedback.filter(({ slot }) => slot === row.id) }));
}

/** How far a report got, in one word or two. */
export function stateOf({ row, feedback }: SentReport): string {
  const has = (kind: MailFeedback['kind']) => feedback.some((one) => one.kind === kind);
  if (row.state === 'escalated') return 'not delivered';
  if (row.state !== 'sent') return 'waiting';
  if (has('rejected')) return 'rejected';
  if (has('bounced')) return 'bounced';
  if (has('complained')) return 'complained';
  const arrived = new Set(
    feedback.flatMap(({ kind, recipients }) => (kind === 'delivered' ? recipients : [])),
  );
  const isEverywhere = row.to.every(
    (recipient) => row.refused.includes(recipient) || arrived.has(bare(recipient)),
  );
  if (row.refused.length > 0) return 'partly refused';
  return isEverywhere ? 'delivered' : 'sent';
}

/** The address alone, of `Name <address>` as well. */
function bare(address: string): string {
  return /<([^>]+)>/.exec(address)?.[1] ?? address;
}
