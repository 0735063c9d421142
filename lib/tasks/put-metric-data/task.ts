import type { Task, TaskContext, TaskResult } from '../task.ts';
import { batchData } from './batches.ts';
import { type DatumItem, decideData } from './decide.ts';
import type { PutMetricDataSettings } from './definition.ts';
import type { Datum, PutMetricDataPorts } from './ports.ts';

const MAX_DETAILS = 300;

type PutMetricDataContext = TaskContext<PutMetricDataSettings, PutMetricDataPorts>;

/** The run-time half of `put-metric-data`. Figures: `metricsPut`, `metricsRefused`, `requests`. */
export const putMetricDataTask: Task<PutMetricDataSettings, PutMetricDataPorts, DatumItem> = {
  name: 'put-metric-data',
  plan: planData,
  apply: putData,
  describe: describeDatum,
};

async function* planData({ settings, slot, now }: PutMetricDataContext): AsyncIterable<DatumItem> {
  yield* decideData(settings, { slot, now: now() });
}

async function putData(items: AsyncIterable<DatumItem>, context: PutMetricDataContext): Promise<TaskResult> {
  const refused: DatumItem[] = [];
  const { namespace } = context.settings;
  let metricsPut = 0;
  let requests = 0;
  for await (const data of batchData(acceptedOnly(items, refused))) {
    await context.ports.putMetricData({ namespace, data });
    metricsPut += data.length;
    requests += 1;
  }
  const figures = { metricsPut, metricsRefused: refused.length, requests };
  const noun = metricsPut === 1 ? 'datum' : 'data';
  const reason = `published ${metricsPut} ${noun} in "${namespace}"`;
  if (refused.length === 0) return { kind: 'succeeded', reason, figures };
  return {
    kind: 'failed',
    code: 'TimestampOutOfRange',
    reason: `${reason}, refused ${refused.length}: ${describeDatum(refused[0])}`,
    figures,
    details: refused.slice(0, MAX_DETAILS).map(describeDatum),
  };
}

async function* acceptedOnly(items: AsyncIterable<DatumItem>, refused: DatumItem[]): AsyncIterable<Datum> {
  for await (const item of items) {
    if (item.kind === 'put') yield item.datum;
    else refused.push(item);
  }
}

function describeDatum(item: DatumItem | undefined): string {
  if (item === undefined) return '';
  const { metricName, dimensions, sample, unit, timestamp } = item.datum;
  const names = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  const what = [metricName, ...names, describeSample(sample), unit, timestamp].filter((word) => word !== '');
  return item.kind === 'put' ? what.join(' ') : `${what.join(' ')}: ${item.reason}`;
}

function describeSample(sample: Datum['sample']): string {
  switch (sample.kind) {
    case 'value':
      return String(sample.value);
    case 'values':
      return `${sample.values.length} values`;
    case 'statistics':
      return `${sample.sampleCount} samples, sum ${sample.sum}`;
  }
}
