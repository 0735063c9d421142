import { ServiceError } from '../../model/errors.ts';
import type { TaskContext } from '../task.ts';
import { buildReport } from './build.ts';
import type { ErrorReportSettings } from './definition.ts';
import { expandSettings } from './discover.ts';
import { fetchMetrics } from './fetch.ts';
import type { ErrorReportPorts } from './ports.ts';
import type { MetricQuery } from './query-schema.ts';
import type { Report, ReportSpan } from './report.ts';
import { type Resolved, resolveSeries } from './resolve.ts';
import {
  parseWindow,
  previousWindow,
  type ReportWindow,
  resolveWindow,
  type WindowSpec,
  weekBefore,
} from './window.ts';

type ErrorReportContext = TaskContext<ErrorReportSettings, ErrorReportPorts>;

interface Answer {
  readonly resolved: Resolved;
  readonly messages: readonly string[];
}

/** Reads everything that the report needs and makes it; changes nothing. Throws ServiceError. */
export async function gatherReport(context: ErrorReportContext): Promise<Report> {
  const { settings, jobName } = context;
  const queries = [...inlinedQueries(settings), ...(await expandSettings(settings, context.ports))];
  if (queries.length === 0) throw nothingListed();
  const spans = chooseWindows(settings, context.slot, longestPeriod(queries));
  const [current, previous] = await Promise.all([
    read(spans.window, queries, context),
    spans.previous === undefined ? undefined : read(spans.previous, queries, context),
  ]);
  return buildReport({
    jobName,
    settings,
    queries,
    window: toSpan(spans.window, spans.label),
    previousWindow: spans.previous === undefined ? undefined : toSpan(spans.previous, spans.previousLabel),
    current: current.resolved,
    previous: previous?.resolved,
    messages: [...new Set([...current.messages, ...(previous?.messages ?? [])])],
  });
}

function inlinedQueries({ queries = [] }: ErrorReportSettings): readonly MetricQuery[] {
  if (typeof queries === 'string') throw new TypeError(`query file "${queries}" was not inlined`);
  return queries;
}

function nothingListed(): ServiceError {
  const message =
    'CloudWatch lists no metric that the shorthand means in the last two weeks: there is nothing to report';
  return new ServiceError({ code: 'NoMetrics', service: 'cloudwatch', operation: 'ListMetrics', message });
}

async function read(
  window: ReportWindow,
  queries: readonly MetricQuery[],
  { ports, remainingMs }: ErrorReportContext,
): Promise<Answer> {
  const fetched = await fetchMetrics(queries, window, { ports, remainingMs });
  return { resolved: resolveSeries(queries, fetched, window), messages: fetched.messages };
}

function longestPeriod(queries: readonly MetricQuery[]): number {
  return Math.max(60, ...queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0));
}

interface Windows {
  readonly window: ReportWindow;
  readonly label: string;
  readonly previous: ReportWindow | undefined;
  readonly previousLabel: string;
}

function chooseWindows(settings: ErrorReportSettings, slot: Date, periodSeconds: number): Windows {
  const { timezone = 'UTC', compare = 'previous' } = settings;
  const { spec, label } = readSpec(settings.window ?? 'last 24h');
  const place = { slot, timezone, periodSeconds };
  const window = resolveWindow(spec, place);
  if (compare === 'none') return { window, label, previous: undefined, previousLabel: '' };
  if (compare === 'week-before') {
    return { window, label, previous: weekBefore(window), previousLabel: 'the week before' };
  }
  return { window, label, previous: previousWindow(spec, place), previousLabel: previousName(spec) };
}

function readSpec(window: NonNullable<ErrorReportSettings['window']>): { spec: WindowSpec; label: string } {
  if (typeof window === 'string') {
    const spec = parseWindow(window);
    if (spec === undefined) throw new TypeError(`window "${window}" was not checked`);
    return { spec, label: window };
  }
  if ('hours' in window) {
    const label = `last ${window.hours}h`;
    return { spec: { kind: 'rolling', milliseconds: window.hours * 3_600_000 }, label };
  }
  const spec = { kind: 'fixed', start: new Date(window.start), end: new Date(window.end) } as const;
  return { spec, label: 'the given time' };
}

function previousName(spec: WindowSpec): string {
  switch (spec.kind) {
    case 'days':
      return spec.back === 0 ? 'yesterday' : 'the day before';
    case 'week':
      return 'the week before';
    case 'month':
      return 'the month before';
    case 'rolling':
    case 'fixed':
      return 'the time before';
  }
}

function toSpan({ start, end }: ReportWindow, label: string): ReportSpan {
  return { label, start: start.toISOString(), end: end.toISOString() };
}
