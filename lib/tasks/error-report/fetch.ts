import { ServiceError } from '../../model/errors.ts';
import type { MetricAnswer, MetricDataPorts, MetricResult } from './ports.ts';
import type { MetricQuery } from './query-schema.ts';
import { splitQueries } from './split.ts';
import type { ReportWindow } from './window.ts';

export interface Fetched {
  readonly results: ReadonlyMap<string, readonly MetricResult[]>;
  readonly messages: readonly string[];
  /** False where the server refused the expressions and only the metrics were asked for. */
  readonly hasMath: boolean;
}

export interface FetchRun {
  readonly ports: MetricDataPorts;
  readonly remainingMs: () => number;
}

const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000];
const RESERVE_MS = 30_000;
const NOT_IMPLEMENTED = /not implemented/i;
const NO_MATH =
  /^(InternalError|InternalFailure|InternalServiceFault|NotImplemented|NotImplementedError|InvalidAction|501)$/;

/**
 * Asks for all queries. Every metric is returned, also one that the report does not show: rates need their sample
 * size. A server without metric math (an emulator) is asked again for the metrics alone.
 */
export async function fetchMetrics(
  queries: readonly MetricQuery[],
  window: ReportWindow,
  run: FetchRun,
): Promise<Fetched> {
  const visible = queries.map((query) =>
    query.MetricStat === undefined ? query : { ...query, ReturnData: true },
  );
  const metrics = visible.filter(({ MetricStat }) => MetricStat !== undefined);
  try {
    return { ...(await fetchAll(visible, window, run)), hasMath: true };
  } catch (error) {
    const refused =
      error instanceof ServiceError && (NO_MATH.test(error.code) || NOT_IMPLEMENTED.test(error.message));
    if (!refused || metrics.length === visible.length || metrics.length === 0) throw error;
    return { ...(await fetchAll(metrics, window, run)), hasMath: false };
  }
}

async function fetchAll(queries: readonly MetricQuery[], window: ReportWindow, run: FetchRun) {
  const results = new Map<string, MetricResult[]>();
  const messages = new Set<string>();
  for (const request of splitQueries(queries)) {
    const answer = await askUntilComplete(request, window, run);
    for (const message of answer.messages) messages.add(message);
    for (const result of answer.results) {
      for (const message of result.messages) messages.add(`${result.label}: ${message}`);
      results.set(result.id, [...(results.get(result.id) ?? []), result]);
    }
  }
  return { results, messages: [...messages] };
}

async function askUntilComplete(
  queries: readonly MetricQuery[],
  window: ReportWindow,
  run: FetchRun,
): Promise<MetricAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await run.ports.getMetricData({ queries, ...window });
    const forbidden = answer.results.find(({ status }) => status === 'Forbidden');
    if (forbidden !== undefined) throw incomplete(forbidden);
    const open = answer.results.find(({ status }) => status !== 'Complete');
    if (open === undefined) return answer;
    // A server that cannot do it will not learn it while we wait.
    if (open.messages.some((message) => NOT_IMPLEMENTED.test(message))) throw incomplete(open);
    const pauseMs = PAUSES_MS[attempt];
    if (pauseMs === undefined || run.remainingMs() - pauseMs < RESERVE_MS) throw incomplete(open);
    await run.ports.pause(pauseMs);
  }
}

function incomplete({ id, status, messages }: MetricResult): ServiceError {
  const why = messages.length === 0 ? '' : `: ${messages.join(' ')}`;
  return new ServiceError({
    code: status,
    service: 'cloudwatch',
    operation: 'GetMetricData',
    message: `CloudWatch gave no complete answer for query "${id}" (${status})${why}`,
  });
}
