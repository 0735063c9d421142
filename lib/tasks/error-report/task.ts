import type { Figures } from '../../model/outcome.ts';
import type { Task, TaskContext, TaskResult } from '../task.ts';
import type { ErrorReportSettings } from './definition.ts';
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
 * The run-time half of `error-report`. Figures: `series`, `points`, `seriesWithoutData`, `breaches`, `mailsSent`, and
 * of the first rate `errorRate` (a share, 0 to 1), `errors` and `total`.
 */
export const errorReportTask: Task<ErrorReportSettings, ErrorReportPorts, ReportItem> = {
  name: 'error-report',
  plan: planReport,
  apply: sendReports,
  describe: ({ report }) => `mail "${report.title}" to ${report.to.join(', ')}: ${report.verdict.text}`,
};

async function* planReport(context: ErrorReportContext): AsyncIterable<ReportItem> {
  yield { kind: 'mail', report: await gatherReport(context) };
}

async function sendReports(
  items: AsyncIterable<ReportItem>,
  context: ErrorReportContext,
): Promise<TaskResult> {
  const { ports, settings } = context;
  let last: TaskResult = {
    kind: 'nothing-to-do',
    reason: 'no report was planned',
    figures: { mailsSent: 0 },
  };
  for await (const { report } of items) {
    const rendered = await ports.renderReport(report);
    const { configurationSet } = settings;
    const mail = { ...rendered, from: report.from, to: report.to };
    const { messageId } = await ports.sendMail(
      configurationSet === undefined ? mail : { ...mail, configurationSet },
    );
    last = conclude(report, messageId, settings.failOn ?? 'never');
  }
  return last;
}

/** The mail has left by now: a run that fails on its verdict must not be tried again. */
function conclude(
  report: Report,
  messageId: string,
  failOn: NonNullable<ErrorReportSettings['failOn']>,
): TaskResult {
  const { level, text } = report.verdict;
  const figures = reportFigures(report);
  const lines = report.series.map(({ label, words }) => `${label}: ${words.figure}, ${words.certainty}`);
  const details = [`mail ${messageId} to ${report.to.join(', ')}`, ...lines, ...report.notes].slice(
    0,
    MAX_DETAILS,
  );
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
    mailsSent: 1,
    ...rateFigures(series),
  };
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
