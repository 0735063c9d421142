import { Ajv } from 'ajv';
import { checkQueries } from './check-queries.ts';
import { type MetricQuery, metricQuerySchema } from './query-schema.ts';

const isQueryList = new Ajv({ strict: false }).compile<MetricQuery[]>({
  type: 'array',
  items: metricQuerySchema,
  minItems: 1,
});

/**
 * The queries of a file as `aws cloudwatch get-metric-data --metric-data-queries file://…` takes it, or of a whole
 * input with `MetricDataQueries`. Throws with the first mistake, named by its place in the file.
 */
export function readQueryFile(text: string): MetricQuery[] {
  const json: unknown = JSON.parse(text);
  const queries =
    typeof json === 'object' && json !== null && 'MetricDataQueries' in json ? json.MetricDataQueries : json;
  if (!isQueryList(queries)) {
    const {
      instancePath = '',
      message = 'is no list of queries',
      params = {},
    } = isQueryList.errors?.[0] ?? {};
    const key = 'additionalProperty' in params ? ` "${String(params['additionalProperty'])}"` : '';
    throw new Error(`query file${instancePath === '' ? '' : ` at ${instancePath}`} ${message}${key}`);
  }
  const [mistake] = checkQueries(queries);
  if (mistake !== undefined) throw new Error(`query file at /${mistake.path.join('/')}: ${mistake.message}`);
  return queries;
}
