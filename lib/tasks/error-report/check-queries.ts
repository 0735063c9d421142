import { MetricMathError } from '../metric-math/error.ts';
import { parseExpression } from '../metric-math/parse.ts';
import { findReferences } from '../metric-math/syntax.ts';
import type { SettingsMistake } from '../task.ts';
import { isSql } from './expression.ts';
import type { MetricQuery } from './query-schema.ts';

/** Mistakes in a list of queries, each with its index and field: ids, references, periods, syntax. */
export function checkQueries(queries: readonly MetricQuery[]): readonly SettingsMistake[] {
  const ids = new Set(queries.map(({ Id }) => Id));
  const seen = new Set<string>();
  const mistakes = queries.flatMap((query, index) => {
    const repeated = seen.has(query.Id)
      ? [{ path: [index, 'Id'], message: `"${query.Id}" is used twice` }]
      : [];
    seen.add(query.Id);
    return [
      ...repeated,
      ...checkQuery(query, ids).map(({ path, message }) => ({ path: [index, ...path], message })),
    ];
  });
  if (queries.some(({ ReturnData }) => ReturnData !== false)) return mistakes;
  return [...mistakes, { path: [], message: 'no query returns data: there is nothing to report' }];
}

function checkQuery(query: MetricQuery, ids: ReadonlySet<string>): readonly SettingsMistake[] {
  if ((query.Expression === undefined) === (query.MetricStat === undefined)) {
    return [{ path: [], message: `"${query.Id}" needs either Expression or MetricStat` }];
  }
  const period = query.MetricStat?.Period ?? query.Period;
  const at = query.MetricStat === undefined ? ['Period'] : ['MetricStat', 'Period'];
  const mistakes: SettingsMistake[] = [];
  if (period !== undefined && period % 60 !== 0 && ![1, 5, 10, 20, 30].includes(period)) {
    mistakes.push({ path: at, message: `${period} is not 1, 5, 10, 20, 30 or a multiple of 60 seconds` });
  }
  return query.Expression === undefined ? mistakes : [...mistakes, ...checkExpression(query.Expression, ids)];
}

function checkExpression(expression: string, ids: ReadonlySet<string>): readonly SettingsMistake[] {
  if (isSql(expression)) return [];
  try {
    const references = findReferences(parseExpression(expression));
    return [...references.ids]
      .filter((id) => !ids.has(id))
      .map((id) => ({ path: ['Expression'], message: `refers to "${id}", but no query has this id` }));
  } catch (error) {
    if (!(error instanceof MetricMathError)) throw error;
    return [{ path: ['Expression'], message: error.message }];
  }
}
