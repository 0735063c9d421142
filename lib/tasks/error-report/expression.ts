import { parseExpression } from '../metric-math/parse.ts';
import { findReferences } from '../metric-math/syntax.ts';
import type { MetricQuery } from './query-schema.ts';

const NOTHING = { ids: new Set<string>(), all: false };

/** Whether the expression is a Metrics Insights query (SQL), which only CloudWatch understands. */
export function isSql(expression: string): boolean {
  return /^\s*SELECT\b/i.test(expression);
}

/** Ids that a query refers to directly; nothing for a metric. */
export function referencesOf({ Expression }: MetricQuery) {
  return Expression === undefined || isSql(Expression)
    ? NOTHING
    : findReferences(parseExpression(Expression));
}

/** Metrics that a query rests on, through other expressions as well; all of them under METRICS(). */
export function sourceMetrics(query: MetricQuery, queries: readonly MetricQuery[]): readonly MetricQuery[] {
  const byId = new Map(queries.map((one) => [one.Id, one]));
  const reached = new Set<string>();
  let all = false;
  const visit = (current: MetricQuery): void => {
    if (reached.has(current.Id)) return;
    reached.add(current.Id);
    const references = referencesOf(current);
    all ||= references.all;
    for (const id of references.ids) {
      const next = byId.get(id);
      if (next !== undefined) visit(next);
    }
  };
  visit(query);
  return queries.filter(({ Id, MetricStat }) => MetricStat !== undefined && (all || reached.has(Id)));
}
