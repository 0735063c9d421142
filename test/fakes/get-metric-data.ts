import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';

export interface MetricDataContract {
  readonly answer: (input: GetMetricDataCommandInput) => GetMetricDataCommandOutput;
  readonly inputs: GetMetricDataCommandInput[];
}

interface ContractOptions {
  /** Values of a metric, oldest first, a period apart from the start of the window. */
  readonly valuesOf: (metricName: string) => readonly number[];
  /** What `SEARCH(…)` finds: names of metrics, which become the labels. */
  readonly found?: readonly string[];
  /** Points of one page; CloudWatch's own limit is 100,800. */
  readonly pageSize: number;
  /** So many whole answers are PartialData without a token before the data is there. */
  readonly lateAnswers?: number;
  readonly messages?: GetMetricDataCommandOutput['Messages'];
}

interface Series {
  readonly Id: string;
  readonly Label: string;
  readonly points: readonly (readonly [at: Date, value: number])[];
}

/**
 * GetMetricData as its reference describes it: at most 500 queries, references that stay inside the request, pages of
 * points by NextToken (whoever asks with a token asks for the same), PartialData on a series that goes on with the next page.
 */
export function metricDataContract(options: ContractOptions): MetricDataContract {
  const inputs: GetMetricDataCommandInput[] = [];
  let late = options.lateAnswers ?? 0;
  return {
    inputs,
    answer: (input) => {
      inputs.push(input);
      const queries = input.MetricDataQueries ?? [];
      refuseWrong(queries);
      const all = queries
        .filter(({ ReturnData }) => ReturnData !== false)
        .flatMap((query) => seriesOf(query, queries, input, options));
      const isLate = input.NextToken === undefined && late > 0;
      if (isLate) late -= 1;
      return { $metadata: {}, Messages: options.messages, ...page(all, input, { ...options, isLate }) };
    },
  };
}

function refuseWrong(queries: readonly MetricDataQuery[]): void {
  if (queries.length > 500)
    throw validation(`The collection MetricDataQueries must not have a size greater than 500`);
  const ids = new Set(queries.map(({ Id }) => Id));
  for (const { Expression = '' } of queries) {
    for (const [name] of Expression.replace(/'[^']*'/g, '').matchAll(/\b[a-z]\w*\b/g)) {
      if (!ids.has(name)) throw validation(`The expression refers to "${name}", which is not in the request`);
    }
  }
}

function validation(message: string): Error {
  return Object.assign(new Error(message), { name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
}

function seriesOf(
  query: MetricDataQuery,
  queries: readonly MetricDataQuery[],
  { StartTime = new Date(0) }: GetMetricDataCommandInput,
  { valuesOf, found = [] }: ContractOptions,
): readonly Series[] {
  const make = (Label: string, values: readonly number[]): Series => ({
    Id: query.Id ?? '',
    Label: query.Label ?? Label,
    points: values.map((value, index) => [new Date(StartTime.getTime() + index * 300_000), value]),
  });
  const named = (one: MetricDataQuery | undefined) => one?.MetricStat?.Metric?.MetricName ?? '';
  if (query.Expression === undefined) return [make(named(query), valuesOf(named(query)))];
  if (query.Expression.startsWith('SEARCH')) return found.map((name) => make(name, valuesOf(name)));
  const terms =
    query.Expression === 'SUM(METRICS())' ? queries.filter(({ MetricStat }) => MetricStat !== undefined) : [];
  if (terms.length > 0) {
    const columns = terms.map((term) => valuesOf(named(term)));
    return [
      make(
        'sum',
        (columns[0] ?? []).map((_, index) => columns.reduce((sum, values) => sum + (values[index] ?? 0), 0)),
      ),
    ];
  }
  const [left, right] = query.Expression.split(' / ').map((id) =>
    valuesOf(named(queries.find(({ Id }) => Id === id))),
  );
  return [
    make(
      query.Expression,
      (left ?? []).map((value, index) => value / (right?.[index] ?? Number.NaN)),
    ),
  ];
}

function page(
  all: readonly Series[],
  { NextToken, ScanBy }: GetMetricDataCommandInput,
  { pageSize, isLate }: { readonly pageSize: number; readonly isLate: boolean },
): Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'NextToken'> {
  const from = Number(NextToken ?? 0);
  const results: MetricDataResult[] = [];
  let position = 0;
  for (const { Id, Label, points } of all) {
    const ordered = ScanBy === 'TimestampAscending' ? points : points.toReversed();
    const [first, end] = [Math.max(0, from - position), Math.min(points.length, from + pageSize - position)];
    const isHere = end > first || (points.length === 0 && position >= from && position <= from + pageSize);
    const shown = ordered.slice(first, Math.max(first, end));
    if (isHere) {
      results.push({
        ...{ Id, Label },
        Timestamps: isLate ? [] : shown.map(([at]) => at),
        Values: isLate ? [] : shown.map(([, value]) => value),
        StatusCode: isLate || end < points.length ? 'PartialData' : 'Complete',
      });
    }
    position += points.length;
  }
  const isOver = isLate || from + pageSize >= position;
  return { MetricDataResults: results, ...(isOver ? {} : { NextToken: String(from + pageSize) }) };
}
