import fc from 'fast-check';
import { batchData } from '../../../lib/tasks/put-metric-data/batches.ts';
import {
  type PutMetricDataSettings,
  putMetricDataDefinition,
} from '../../../lib/tasks/put-metric-data/definition.ts';
import type { Datum } from '../../../lib/tasks/put-metric-data/ports.ts';
import { putMetricDataTask } from '../../../lib/tasks/put-metric-data/task.ts';
import { parseTimestamp, resolveTimestamp } from '../../../lib/tasks/put-metric-data/timestamp.ts';
import { collect, stream, taskContext } from '../../fakes/context.ts';
import { schemaMistakes, undescribed } from '../../fakes/schema.ts';

const dimensions = { FunctionName: 'helloWorld' };
const document000: PutMetricDataSettings = {
  namespace: 'pulumiDemo',
  data: [
    { metricName: 'Invocations', dimensions, value: 10, unit: 'Count', timestamp: 'yesterday 04:00:10' },
    { metricName: 'Invocations', dimensions, value: 10, unit: 'Count', timestamp: 'yesterday 04:03:00' },
    { metricName: 'Errors', dimensions, value: 9, unit: 'Count', timestamp: 'yesterday 04:02:00' },
    { metricName: 'Errors', dimensions, value: 1, unit: 'Count', timestamp: 'yesterday 04:20:00' },
  ],
};

async function run(settings: PutMetricDataSettings, times: { slot?: string; now?: string } = {}) {
  const requests: Datum[][] = [];
  const putMetricData = async ({ data }: { data: readonly Datum[] }) => {
    requests.push([...data]);
  };
  const context = taskContext({ settings, ports: { putMetricData }, ...times });
  const result = await putMetricDataTask.apply(putMetricDataTask.plan(context), context);
  return { result, requests };
}

describe('put-metric-data', () => {
  it.each(['2023-12-13T00:10:00Z', '2023-12-13T23:50:00Z'])(
    'publishes the four data of document 000, moved to yesterday, at %s',
    async (slot) => {
      const { result, requests } = await run(document000, { slot });

      expect(result).toEqual({
        kind: 'succeeded',
        reason: 'published 4 data in "pulumiDemo"',
        figures: { metricsPut: 4, metricsRefused: 0, requests: 1 },
      });
      expect(requests[0]?.map(({ timestamp }) => timestamp)).toEqual([
        '2023-12-12T04:00:10.000Z',
        '2023-12-12T04:03:00.000Z',
        '2023-12-12T04:02:00.000Z',
        '2023-12-12T04:20:00.000Z',
      ]);
    },
  );

  it('refuses what CloudWatch would drop, and publishes the rest', async () => {
    const at = (timestamp: string) => ({ metricName: 'M', value: 1, timestamp });
    const data = [at('-14d'), at('-15d'), at('+2h'), at('+3h'), at('2023-12-12T04:00:10Z')];

    const { result, requests } = await run({ namespace: 'n', data });

    expect(requests[0]).toHaveLength(2);
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'TimestampOutOfRange',
      figures: { metricsPut: 2, metricsRefused: 3 },
    });
    expect(result.details?.[1]).toBe(
      'M 1 None 2026-11-21T11:00:00.000Z: more than two hours ahead, which CloudWatch does not take',
    );
  });

  it('sends requests of at most 1,000 metrics and 1 MB', async () => {
    const data = Array.from({ length: 2_500 }, () => ({ metricName: 'M', value: 1 }));
    const wide = Array.from({ length: 100 }, () => ({
      metricName: 'M',
      value: 1,
      dimensions: Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [`d${index}`, 'x'.repeat(1024)]),
      ),
    }));

    expect((await run({ namespace: 'n', data })).requests.map((request) => request.length)).toEqual([
      1000, 1000, 500,
    ]);
    for (const request of (await run({ namespace: 'n', data: wide })).requests) {
      expect(JSON.stringify(request).length).toBeLessThan(1_000_000);
    }
  });

  it('batches without losing or reordering anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900_000 }), { maxLength: 20 }), async (sizes) => {
        const data: Datum[] = sizes.map((size, index) => ({
          metricName: `${index}`,
          dimensions: { d: 'x'.repeat(size) },
          sample: { kind: 'value', value: index },
          unit: 'None',
          timestamp: '2026-11-21T08:00:00Z',
        }));
        const batches = await collect(batchData(stream(data)));
        expect(batches.flat()).toEqual(data);
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('put-metric-data settings', () => {
  it('describe every property and accept document 000', () => {
    expect(undescribed(putMetricDataDefinition.settingsSchema)).toEqual([]);
    expect(schemaMistakes(putMetricDataDefinition, document000)).toEqual([]);
    expect(putMetricDataDefinition.check?.(document000)).toEqual([]);
  });

  it('refuse a wrong unit and more than 30 dimensions', () => {
    const many = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, 'x']));
    const data = [{ metricName: 'M', value: 1, unit: 'Counts', dimensions: many }];

    expect(schemaMistakes(putMetricDataDefinition, { namespace: 'n', data })).toHaveLength(2);
  });

  it('are checked for what a schema cannot say', () => {
    const mistakes = putMetricDataDefinition.check?.({
      namespace: 'AWS/Lambda',
      data: [
        { metricName: 'A' },
        { metricName: 'B', values: [1, 2], counts: [1] },
        { metricName: 'C', statisticValues: { sampleCount: 1, sum: 1, minimum: 2, maximum: 1 } },
        { metricName: 'D', value: 1, timestamp: 'tomorrow' },
      ],
    });

    expect(mistakes?.map(({ path }) => path.join('.'))).toEqual([
      'namespace',
      'data.0',
      'data.1.counts',
      'data.2.statisticValues.minimum',
      'data.3.timestamp',
    ]);
  });

  it('pin the namespace in the role', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

    expect(putMetricDataDefinition.statements(document000, place)).toMatchObject([
      {
        actions: ['cloudwatch:PutMetricData'],
        conditions: { StringEquals: { 'cloudwatch:namespace': 'pulumiDemo' } },
      },
    ]);
  });
});

describe('a timestamp', () => {
  it.each([
    ['slot', '2026-11-21T08:00:00.000Z'],
    ['-5m', '2026-11-21T07:55:00.000Z'],
    ['+30s', '2026-11-21T08:00:30.000Z'],
    ['today 23:59', '2026-11-21T23:59:00.000Z'],
    ['2023-12-12T04:00:10+02:00', '2023-12-12T02:00:10.000Z'],
  ])('"%s" is %s', (text, expected) => {
    const timestamp = parseTimestamp(text);

    expect(timestamp && resolveTimestamp(timestamp, new Date('2026-11-21T08:00:00Z')).toISOString()).toBe(
      expected,
    );
  });

  it.each(['', 'tomorrow', '2023-12-12', '2023-12-12T04:00:10', '5m', 'today 24:00', '2023-13-12T04:00:10Z'])(
    '"%s" is none',
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );
});
