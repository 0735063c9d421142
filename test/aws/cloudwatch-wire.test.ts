import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { CloudWatchCalls } from '../../lib/aws/cloudwatch-calls.ts';
import { putMetricDataPorts } from '../../lib/aws/cloudwatch-put.ts';
import { metricDataPorts } from '../../lib/aws/cloudwatch-read.ts';
import { sdkCloudWatch } from '../../lib/aws/cloudwatch-sdk.ts';
import { signedCloudWatch } from '../../lib/aws/cloudwatch-signed.ts';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { liveHost } from '../../lib/aws/signed-exchange.ts';
import { sampleQueries } from '../fakes/cloudwatch.ts';
import { collect } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';
import { hostThatHears } from '../fakes/signed-host.ts';
import { inTurn, startWire, type WireAnswer } from '../fakes/wire.ts';

const ways: ((endpoint: string) => CloudWatchCalls)[] = [
  (endpoint) => sdkCloudWatch(fakeSession, { endpoint }),
  (endpoint) => signedCloudWatch({ ...liveHost(fakeSession, endpoint), sleep: async () => {} }),
];
const window = { start: new Date('2026-11-20T00:00:00Z'), end: new Date('2026-11-21T00:00:00.5Z') };
const datum = (index: number) => ({
  metricName: `metric-${index}`,
  dimensions: { FunctionName: 'größer' },
  sample: { kind: 'value', value: index } as const,
  unit: 'Count' as const,
  timestamp: '2026-11-21T08:00:00.000Z',
});
const throttled: WireAnswer = {
  status: 400,
  headers: { 'x-amzn-query-error': 'Throttling;Sender' },
  body: '{"__type":"com.amazonaws#ThrottlingException","message":"Rate exceeded"}',
};
const refused: WireAnswer = {
  status: 403,
  headers: { 'x-amzn-query-error': 'AccessDenied;Sender' },
  body: '{"__type":"AccessDeniedException","message":"not authorized"}',
};
const data: WireAnswer = {
  body: JSON.stringify({
    MetricDataResults: [
      {
        Id: 'm1',
        Label: 'Errors',
        Timestamps: [1795132800, 1795133100.5],
        Values: [9, 'NaN'],
        StatusCode: 'Complete',
      },
      { Id: 'm2', Label: 'none', StatusCode: 'InternalError', Messages: [{ Code: 'c', Value: 'v' }] },
    ],
    Messages: [{ Code: 'Note', Value: 'slow' }],
  }),
};

/** What each way makes of the same answers, and what it sent for them. */
async function bothWays<T>(answers: readonly WireAnswer[], use: (calls: CloudWatchCalls) => Promise<T>) {
  const told = [];
  for (const open of ways) {
    const wire = await startWire(inTurn(...answers));
    const outcome = await use(open(wire.endpoint))
      .catch(({ code, status, message }) => ({
        code,
        status,
        message,
      }))
      .finally(wire.stop);
    const sent = wire.requests.map(({ method, url, headers, body }) => ({
      ...{ method, url, target: headers['x-amz-target'], type: headers['content-type'] },
      ...{
        mode: headers['x-amzn-query-mode'],
        encoding: headers['content-encoding'],
        length: headers['content-length'],
      },
      body: JSON.parse((headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8')),
    }));
    told.push({ outcome, sent });
  }
  return told;
}

describe('CloudWatch hears the same and is understood alike by the SDK and by our own signature:', () => {
  test.each([
    [
      'metric data',
      [data],
      (calls) => metricDataPorts(calls).getMetricData({ queries: sampleQueries, ...window }),
    ],
    [
      'a throttle that passes',
      [throttled, data],
      (calls) => metricDataPorts(calls).getMetricData({ queries: sampleQueries, ...window }),
    ],
    [
      'a refusal',
      [refused],
      (calls) => metricDataPorts(calls).getMetricData({ queries: sampleQueries, ...window }),
    ],
    [
      'the metrics there are',
      [
        { body: '{"Metrics":[{"Dimensions":[{"Name":"a","Value":"b"}]}],"NextToken":"t"}' },
        { body: '{"Metrics":[]}' },
      ],
      (calls) => collect(metricDataPorts(calls).listDimensions({ namespace: 'n', metricName: 'm' })),
    ],
    [
      'a metric to keep',
      [{ body: '{}' }],
      (calls) => putMetricDataPorts(calls).putMetricData({ namespace: 'n', data: [datum(1)] }),
    ],
    [
      'a thousand metrics, compressed',
      [{ body: '{}' }],
      (calls) =>
        putMetricDataPorts(calls).putMetricData({
          namespace: 'n',
          data: Array.from({ length: 1_000 }, (_, index) => datum(index)),
        }),
    ],
  ] satisfies [string, WireAnswer[], (calls: CloudWatchCalls) => Promise<unknown>][])(
    '%s',
    async (_what, answers, use) => {
      const [sdk, signed] = await bothWays<unknown>(answers, use);

      expect(signed).toEqual(sdk);
      expect(signed?.sent.length).toBeGreaterThan(0);
    },
  );
});

describe('CloudWatch asked for with a signature of our own', () => {
  const thatHears = (...answers: readonly (Answer | Error)[]) => {
    const { host, ...told } = hostThatHears(...answers);
    return { calls: signedCloudWatch(host), ...told };
  };
  const answer = { status: 200, headers: {}, body: '{}' };
  const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  test('is asked at its address in the Region', async () => {
    const { calls, sent } = thatHears(answer);
    await calls.listMetrics({});

    expect(sent).toMatchObject([
      {
        hostname: 'monitoring.eu-central-1.amazonaws.com',
        headers: { authorization: expect.stringContaining('/eu-central-1/monitoring/aws4_request') },
      },
    ]);
  });

  test.each([
    ['a lost connection', lost],
    ['a failure of the service', { status: 503, headers: {}, body: '' }],
    ['an answer that is cut', { status: 200, headers: {}, body: '{"Metric' }],
  ])('is asked again after %s, ever later, and six times in all', async (_what, failure) => {
    const mended = thatHears(failure, answer);
    const broken = thatHears(failure);

    await mended.calls.listMetrics({});
    await expect(broken.calls.listMetrics({})).rejects.toThrow();
    expect(mended.waits).toEqual([200]);
    expect(broken.waits).toEqual([200, 400, 800, 1_600, 3_200]);
  });
});
