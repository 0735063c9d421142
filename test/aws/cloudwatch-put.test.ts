import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { putMetricDataPorts } from '../../lib/aws/cloudwatch-put.ts';
import { sdkCloudWatch } from '../../lib/aws/cloudwatch-sdk.ts';
import { fakeSession } from '../fakes/session.ts';

const cloudwatch = mockClient(CloudWatchClient);
beforeEach(() => cloudwatch.reset());

const base = {
  metricName: 'M',
  dimensions: { F: 'x' },
  unit: 'Count',
  timestamp: '2026-11-21T08:00:00Z',
} as const;

describe('putMetricDataPorts', () => {
  it('writes each kind of sample in the words of the API', async () => {
    cloudwatch.on(PutMetricDataCommand).resolves({});

    await putMetricDataPorts(sdkCloudWatch(fakeSession)).putMetricData({
      namespace: 'n',
      data: [
        { ...base, sample: { kind: 'value', value: 1 } },
        { ...base, sample: { kind: 'values', values: [1, 2], counts: [3, 4] }, storageResolution: 1 },
        { ...base, sample: { kind: 'statistics', sampleCount: 2, sum: 3, minimum: 1, maximum: 2 } },
      ],
    });

    const [first, second, third] =
      cloudwatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input.MetricData ?? [];
    expect(first).toEqual({
      MetricName: 'M',
      Dimensions: [{ Name: 'F', Value: 'x' }],
      Timestamp: new Date('2026-11-21T08:00:00Z'),
      Unit: 'Count',
      Value: 1,
    });
    expect(second).toMatchObject({ Values: [1, 2], Counts: [3, 4], StorageResolution: 1 });
    expect(third).toMatchObject({ StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } });
  });

  it('names the namespace in its error', async () => {
    cloudwatch.on(PutMetricDataCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));

    await expect(
      putMetricDataPorts(sdkCloudWatch(fakeSession)).putMetricData({ namespace: 'n', data: [] }),
    ).rejects.toMatchObject({
      code: 'AccessDenied',
      message: 'cannot publish metric data in "n": no',
    });
  });
});
