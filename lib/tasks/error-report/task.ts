import type { Figures } from '../../model/outcome.ts';
import type { Task, TaskContext, TaskResult } from '../task.ts';
import type { ErrorReportSettings } from './definition.ts';
import { type Delivery, deliverReport } from './delivery/deliver.ts';
import { storedReport } from './delivery/stage.ts';
import { recipientsOf } from './delivery/steps.ts';
import { gatherReport } from './gather.ts';
import type { ErrorReportPorts } from './ports.ts';
import type { Report, ReportSeries } from './report.ts';

const MAX_DETAILS = 300;

type ErrorReportContext = TaskContext<ErrorReportSettings, ErrorReportPorts>;

/** A report that is to be mailed. */
export interface ReportItem {
  readonly kind: 'mail';
  readonly report: Report;
}

/**
 * The run-time half of `error-report`. Figures: `series`, `points`, `seriesWithoutData`, `breaches`, `mailsSent`,
 * `mailTries`, `recipientsRefused`, `webhooksTold`, and of the first rate `errorRate` (a share, 0 to 1), `errors`, `total`.
 */
export const errorReportTask: Task<ErrorReportSettings, ErrorReportPorts, ReportItem> = {
  name: 'error-report',
  plan: planReport,
  apply: sendReports,
  describe: ({ report }) => `mail "${report.title}" to ${report.to.join(', ')}: ${report.verdict.text}`,
};

async function* planReport(context: ErrorReportContext): AsyncIterable<ReportItem> {
  // A mail that is stored already is what will be delivered, also where CloudWatch gives no answer any more.
  yield { kind: 'mail', report: (await storedReport(context)) ?? (await gatherReport(context)) };
}

async function sendReports(
  items: AsyncIterable<ReportItem>,
  context: ErrorReportContext,
): Promise<TaskResult> {
  let last: TaskResult = {
    kind: 'nothing-to-do',
    reason: 'no report was planned',
    figures: { mailsSent: 0 },
  };
  for await (const { report } of items) {
    const delivery = await deliverReport(report, context);
    last = conclude(report, delivery, context.settings.failOn ?? 'never');
  }
  return last;
}

/** A verdict fails the run only when the report has arrived: such a run must not be tried again. */
function conclude(
  report: Report,
  delivery: Delivery,
  failOn: NonNullable<ErrorReportSettings['failOn']>,
): TaskResult {
  const { level, text } = report.verdict;
  const figures = { ...reportFigures(report), ...deliveryFigures(delivery) };
  const lines = report.series.map(({ label, words }) => `${label}: ${words.figure}, ${words.certainty}`);
  const details = [deliveryLine(delivery), ...lines, ...report.notes].slice(0, MAX_DETAILS);
  if (delivery.kind !== 'delivered') {
    const code = delivery.kind === 'delayed' ? 'ReportDelayed' : 'ReportNotDelivered';
    return { kind: 'failed', code, reason: delivery.text, figures, details };
  }
  if (failOn !== 'never' && level === 'breach') {
    return { kind: 'failed', code: 'ThresholdBreached', reason: text, figures, details };
  }
  if (failOn === 'breach-or-no-data' && figures['seriesWithoutData'] !== 0) {
    return { kind: 'failed', code: 'NoData', reason: text, figures, details };
  }
  return { kind: 'succeeded', reason: text, figures, details };
}

function reportFigures({ series }: Report): Figures {
  const count = (test: (one: ReportSeries) => boolean) => series.filter(test).length;
  return {
    series: series.length,
    points: series.reduce((sum, { points }) => sum + points.length, 0),
    seriesWithoutData: count(({ figure }) => figure.kind === 'no-data'),
    breaches: count(({ judgement }) => judgement.kind === 'breach'),
    ...rateFigures(series),
  };
}

function deliveryFigures({ row }: Delivery): Figures {
  return {
    mailsSent: row.state === 'sent' ? 1 : 0,
    mailTries: row.tries,
    recipientsRefused: row.refused.length,
    webhooksTold: row.told.filter((name) => name.startsWith('webhook#')).length,
  };
}

function deliveryLine({ row }: Delivery): string {
  const to = recipientsOf(row).join(', ');
  return row.receipt === undefined ? `no mail has left to ${to}` : `mail ${row.receipt} to ${to}`;
}

function rateFigures(series: readonly ReportSeries[]): Figures {
  for (const { figure } of series) {
    if (figure.kind === 'rate') {
      return { errorRate: figure.errors / figure.total, errors: figure.errors, total: figure.total };
    }
    if (figure.kind === 'no-errors') return { errorRate: 0, errors: 0, total: figure.total };
  }
  return {};
}
