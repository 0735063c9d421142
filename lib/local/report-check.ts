import type { Check, LedgerCheckInput } from './checks.ts';
import type { Admin } from './seed.ts';

const REPORT_JOB = 'morning-error-report';

/** The mail's receipt is in the ledger, and the same report lies in the archive, as a page, as JSON and as CSV. */
export async function checkReport(
  admin: Admin,
  { admin: deploymentAdmin, deployment }: LedgerCheckInput,
): Promise<readonly Check[]> {
  const rows = await deploymentAdmin.ledgerItems(deployment.ledger, REPORT_JOB, 'outbox#');
  const [row = {}] = rows;
  const { state, receipt, pageKey } = row;
  const page = `${REPORT_JOB}/${String(pageKey)}`;
  const read = async (key: string) => {
    const found = await admin.objects.get(deployment.stateBucket, key).catch(() => undefined);
    return Buffer.from(found?.body ?? []).toString('utf8');
  };
  const html = await read(page);
  const csv = await read(page.replace(/html$/, 'csv'));
  const isArchived =
    html.includes('0.45 = 9/20') && html.includes('data:image/svg+xml') && csv.includes(',0.45,9,20');
  return [
    {
      what: "the mail's receipt is in the ledger",
      holds: rows.length === 1 && state === 'sent' && typeof receipt === 'string' && receipt !== '',
      found: `${rows.length} reports, ${String(state)}, receipt ${String(receipt)}`,
    },
    {
      what: 'the report is archived as a page with its chart, and its points as CSV',
      holds: isArchived,
      found: isArchived ? `"${page}", ${Math.round(html.length / 1_000)} kB` : `not found below "${page}"`,
    },
  ];
}
