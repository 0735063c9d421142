import type { ErrorReportSettings } from './definition.ts';
import { type Summary, summarizeSeries } from './figure.ts';
import { judge, type Threshold, thresholdsFor } from './judge.ts';
import type { MetricQuery } from './query-schema.ts';
import type { Report, ReportSeries, ReportSpan } from './report.ts';
import type { Resolved, ResolvedSeries } from './resolve.ts';
import { makeVerdict } from './verdict.ts';
import { certaintyText, changeText, figureText } from './words.ts';

export interface ReportParts {
  readonly jobName: string;
  readonly settings: ErrorReportSettings;
  readonly queries: readonly MetricQuery[];
  readonly window: ReportSpan;
  readonly previousWindow: ReportSpan | undefined;
  readonly current: Resolved;
  readonly previous: Resolved | undefined;
  readonly messages: readonly string[];
}

/** The report of a job, from the series of its window and of the one before; pure. */
export function buildReport(parts: ReportParts): Report {
  const { jobName, settings, previousWindow } = parts;
  const lines = parts.current.shown.map((shown) => buildSeries(shown, parts));
  const inOrder = lines.map((line) => line.series);
  const series = inOrder.toSorted((a, b) => weightOf(b) - weightOf(a));
  const title = settings.subject ?? jobName;
  return {
    jobName,
    title,
    from: settings.from,
    to: settings.to,
    timezone: settings.timezone ?? 'UTC',
    window: parts.window,
    ...(previousWindow === undefined ? {} : { previousWindow }),
    verdict: makeVerdict(inOrder, previousWindow?.label),
    series,
    notes: [...lines.flatMap(({ notes }) => notes), ...computedNote(series), ...parts.messages],
    withCharts: settings.charts ?? true,
  };
}

/** What is breached is read first, then what is unsure; the rest keeps its order. */
function weightOf({ judgement }: ReportSeries): number {
  return judgement.kind === 'breach' ? 2 : judgement.kind === 'unsure' ? 1 : 0;
}

interface Line {
  readonly series: ReportSeries;
  readonly notes: readonly string[];
}

function buildSeries(shown: ResolvedSeries, parts: ReportParts): Line {
  const { queries, current, previous, settings } = parts;
  const summary = summarizeSeries(shown, queries, current.scope);
  const earlier = summarizeEarlier(shown, queries, previous);
  const names = { id: shown.query.Id, label: shown.label };
  const thresholds = thresholdsFor(names, settings.thresholds ?? []);
  const { figure, points } = summary;
  const series: ReportSeries = {
    ...names,
    periodSeconds: shown.series.periodSeconds,
    origin: shown.origin,
    figure,
    ...(earlier === undefined ? {} : { previousFigure: earlier.figure }),
    words: {
      figure: figureText(figure),
      certainty: certaintyText(figure),
      previous: earlier === undefined ? '' : figureText(earlier.figure),
      change: changeText(figure, earlier?.figure),
    },
    points,
    previousPoints: earlier?.points ?? [],
    ...limitLine(thresholds),
    judgement: judge({ figure, previous: earlier?.figure }, thresholds),
  };
  return { series, notes: summary.notes };
}

function summarizeEarlier(
  shown: ResolvedSeries,
  queries: readonly MetricQuery[],
  previous: Resolved | undefined,
): Summary | undefined {
  const same = previous?.shown.find(
    ({ query, label }) => query.Id === shown.query.Id && label === shown.label,
  );
  return same === undefined || previous === undefined
    ? undefined
    : summarizeSeries(same, queries, previous.scope);
}

function limitLine(thresholds: readonly Threshold[]): Pick<ReportSeries, 'limit'> | Record<string, never> {
  for (const { above, below } of thresholds) {
    if (above !== undefined) return { limit: { value: above, side: 'above' } };
    if (below !== undefined) return { limit: { value: below, side: 'below' } };
  }
  return {};
}

function computedNote(series: readonly ReportSeries[]): readonly string[] {
  const labels = series.filter(({ origin }) => origin === 'computed').map(({ label }) => label);
  if (labels.length === 0) return [];
  const named =
    labels.length > 3 ? `${labels.slice(0, 2).join(', ')} and ${labels.length - 2} more` : labels.join(', ');
  return [`${named}: computed by Nightshift from the raw series, since the server gave no result`];
}
