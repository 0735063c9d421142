import type { ErrorReportSettings } from './definition.ts';
import type { MetricDataPorts } from './ports.ts';
import type { MetricQuery } from './query-schema.ts';
import {
  chooseSets,
  type DimensionSet,
  expandShorthand,
  needsListing,
  readShorthands,
  type Shorthand,
} from './shorthand.ts';

/** The queries that the shorthands of the settings stand for, CloudWatch being asked what there is. */
export async function expandSettings(
  settings: ErrorReportSettings,
  ports: MetricDataPorts,
): Promise<readonly MetricQuery[]> {
  const queries: MetricQuery[] = [];
  for (const [index, shorthand] of readShorthands(settings).entries()) {
    const listed = needsListing(shorthand) ? await listSets(shorthand, ports) : [];
    queries.push(...expandShorthand(shorthand, chooseSets(shorthand, listed), `s${index}x`));
  }
  return queries;
}

async function listSets({ preset }: Shorthand, ports: MetricDataPorts): Promise<readonly DimensionSet[]> {
  const metricName = preset.kind === 'rate' ? preset.total : preset.metric;
  const sets: DimensionSet[] = [];
  for await (const set of ports.listDimensions({ namespace: preset.namespace, metricName })) sets.push(set);
  return sets;
}
