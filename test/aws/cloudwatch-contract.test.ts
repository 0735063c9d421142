import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { metricDataPorts } from '../../lib/aws/cloudwatch-read.ts';
import { sdkCloudWatch } from '../../lib/aws/cloudwatch-sdk.ts';
import { gatherReport } from '../../lib/tasks/error-report/gather.ts';
import type { MetricQuery } from '../../lib/tasks/error-report/query-schema.ts';
import { taskContext } from '../fakes/context.ts';
import { fakeDelivery } from '../fakes/delivery.ts';
import { type MetricDataContract, metricDataContract } from '../fakes/get-metric-data.ts';
import { fakeSession } from '../fakes/session.ts';

const cloudwatch = mockClient(CloudWatchClient);
beforeEach(() => {
  cloudwatch.reset();
});

const metric = (Id: string, MetricName: string, ReturnData = false): MetricQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'n', MetricName }, Period: 300, Stat: 'Sum' },
  ReturnData,
});

/** The report of some queries, asked over the contract; pauses cost no time. */
async function report(contract: MetricDataContract, queries: readonly MetricQuery[]) {
  cloudwatch.on(GetMetricDataCommand).callsFake(contract.answer);
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  const ports = { ...metricDataPorts(sdkCloudWatch(fakeSession)), ...fakeDelivery(), pause };
  const settings = {
    queries: [...queries],
    window: 'last 24h',
    compare: 'none' as const,
    from: 'reports@acme.example',
    to: ['ops@acme.example'],
  };
  const made = await gatherReport(taskContext({ settings, ports }));
  return { ...made, pauses };
}

/** Three points of each metric: errors are a tenth of the total, which is its number. */
const valuesOf = (name: string) => {
  const number = Number(name.slice(1));
  return name.startsWith('t') ? [number * 10, number * 10, number * 10] : [number, number, number];
};

describe('over GetMetricData as its reference describes it,', () => {
  test('six hundred rates of 1,800 queries come in four requests, page by page, each right', async () => {
    const contract = metricDataContract({ valuesOf, pageSize: 70 });
    const queries = Array.from({ length: 600 }, (_, index) => [
      { Id: `r${index + 1}`, Expression: `m${index + 1} / n${index + 1}`, Label: `rate ${index + 1}` },
      metric(`m${index + 1}`, `e${index + 1}`),
      metric(`n${index + 1}`, `t${index + 1}`),
    ]).flat();

    const { series } = await report(contract, queries);

    const requests = contract.inputs.filter(({ NextToken }) => NextToken === undefined);
    expect(requests.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([498, 498, 498, 306]);
    expect(contract.inputs.length).toBeGreaterThan(70);
    expect(series).toHaveLength(600);
    const wrong = series.filter(({ label, figure, points }) => {
      const number = Number(label.slice(5));
      return (
        figure.kind !== 'rate' ||
        figure.errors !== 3 * number ||
        figure.total !== 30 * number ||
        points.length !== 3
      );
    });
    expect(wrong).toEqual([]);
  });

  test('data that is late is waited for', async () => {
    const contract = metricDataContract({ valuesOf, pageSize: 2, lateAnswers: 2 });

    const { series, pauses } = await report(contract, [metric('m1', 'e7', true)]);

    expect(series).toMatchObject([{ figure: { kind: 'values', statistic: 'sum', value: 21, points: 3 } }]);
    expect(pauses).toEqual([2_000, 5_000]);
  });

  test('what SEARCH finds is a series each, under the name that CloudWatch gives it', async () => {
    const contract = metricDataContract({ valuesOf, pageSize: 2, found: ['e1', 'e2', 'e3'] });
    const Expression = "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\"', 'Sum')";

    const { series } = await report(contract, [{ Id: 's1', Expression, Period: 300 }]);

    expect(series.map(({ label, points }) => [label, points.map(({ value }) => value)])).toEqual([
      ['e1', [1, 1, 1]],
      ['e2', [2, 2, 2]],
      ['e3', [3, 3, 3]],
    ]);
    expect(contract.inputs[0]?.MetricDataQueries?.[0]).toMatchObject({ Expression });
  });

  test('METRICS() is computed by CloudWatch over the one request', async () => {
    const contract = metricDataContract({ valuesOf, pageSize: 100 });
    const queries = [
      { Id: 'all', Expression: 'SUM(METRICS())', Label: 'All' },
      metric('m1', 'e1'),
      metric('m2', 'e2'),
    ];

    const { series } = await report(contract, queries);

    expect(series).toMatchObject([
      { label: 'All', origin: 'cloudwatch', points: [{ value: 3 }, { value: 3 }, { value: 3 }] },
    ]);
    expect(contract.inputs).toHaveLength(1);
  });

  test('messages are shown to the reader', async () => {
    const messages = [{ Code: 'MaxMetricsExceeded', Value: 'more than 500 metrics were found' }];
    const contract = metricDataContract({ valuesOf, pageSize: 100, messages });

    const { notes } = await report(contract, [metric('m1', 'e1', true)]);

    expect(notes).toContain('MaxMetricsExceeded: more than 500 metrics were found');
  });
});
