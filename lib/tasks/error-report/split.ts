import { referencesOf } from './expression.ts';
import type { MetricQuery } from './query-schema.ts';

/** GetMetricData takes 500 queries (CloudWatch API Reference, "GetMetricData"). */
const MAX_QUERIES = 500;

/**
 * Requests of at most 500 queries in which every reference stays inside its request. Throws where queries that refer
 * to each other are more than 500, naming one of them; METRICS() refers to all.
 */
export function splitQueries(queries: readonly MetricQuery[]): readonly (readonly MetricQuery[])[] {
  const requests: MetricQuery[][] = [];
  let current: MetricQuery[] = [];
  for (const group of groupByReference(queries)) {
    if (group.length > MAX_QUERIES) throw new Error(tooLarge(group));
    if (current.length + group.length > MAX_QUERIES) {
      requests.push(current);
      current = [];
    }
    current.push(...group);
  }
  return current.length === 0 ? requests : [...requests, current];
}

function tooLarge(group: readonly MetricQuery[]): string {
  return `the ${group.length} queries that refer to each other around "${group[0]?.Id}" are more than one GetMetricData request takes (${MAX_QUERIES})`;
}

function groupByReference(queries: readonly MetricQuery[]): readonly (readonly MetricQuery[])[] {
  const leader = new Map(queries.map(({ Id }) => [Id, Id]));
  const find = (id: string): string => {
    let root = id;
    for (let next = leader.get(root); next !== undefined && next !== root; next = leader.get(root))
      root = next;
    leader.set(id, root);
    return root;
  };
  for (const query of queries) {
    const { ids, all } = referencesOf(query);
    const related = all ? queries.map(({ Id }) => Id) : [...ids].filter((id) => leader.has(id));
    for (const id of related) leader.set(find(id), find(query.Id));
  }
  const groups = new Map<string, MetricQuery[]>();
  for (const query of queries) {
    const root = find(query.Id);
    const group = groups.get(root) ?? [];
    group.push(query);
    groups.set(root, group);
  }
  return [...groups.values()];
}
