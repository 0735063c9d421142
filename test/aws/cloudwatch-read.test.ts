import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { metricDataPorts } from '../../lib/aws/cloudwatch-read.ts';
import { sdkCloudWatch } from '../../lib/aws/cloudwatch-sdk.ts';
import { sampleQueries } from '../fakes/cloudwatch.ts';
import { fakeSession } from '../fakes/session.ts';

const cloudwatch = mockClient(CloudWatchClient);
beforeEach(() => cloudwatch.reset());

const request = {
  queries: sampleQueries,
  start: new Date('2026-11-20T00:00:00Z'),
  end: new Date('2026-11-21T00:00:00Z'),
};

describe('metricDataPorts', () => {
  it('joins the pages of a series', async () => {
    const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);
    cloudwatch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [
          { Id: 'm1', Label: 'Errors', Timestamps: [at('04:00')], Values: [9], StatusCode: 'PartialData' },
        ],
        Messages: [{ Code: 'Note', Value: 'slow' }],
        NextToken: 't',
      })
      .resolvesOnce({
        MetricDataResults: [
          { Id: 'm1', Label: 'Errors', Timestamps: [at('04:20')], Values: [1], StatusCode: 'Complete' },
        ],
      });

    const answer = await metricDataPorts(sdkCloudWatch(fakeSession)).getMetricData(request);

    expect(answer).toEqual({
      results: [
        {
          id: 'm1',
          label: 'Errors',
          status: 'Complete',
          points: [
            { at: '2026-11-20T04:00:00.000Z', value: 9 },
            { at: '2026-11-20T04:20:00.000Z', value: 1 },
          ],
          messages: [],
        },
      ],
      messages: ['Note: slow'],
    });
    const calls = cloudwatch.commandCalls(GetMetricDataCommand).map(({ args }) => args[0].input);
    expect(calls[0]).toMatchObject({ MetricDataQueries: sampleQueries, ScanBy: 'TimestampAscending' });
    expect(calls[1]?.NextToken).toBe('t');
  });

  it("throws CloudWatch's own code", async () => {
    cloudwatch.on(GetMetricDataCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));

    await expect(metricDataPorts(sdkCloudWatch(fakeSession)).getMetricData(request)).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });
});
