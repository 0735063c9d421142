import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { putMetricDataPorts } from '../../lib/aws/cloudwatch-put.ts';
import { fakeSession } from '../fakes/session.ts';

describe('a request on the wire', () => {
  const received: { readonly encoding: string | undefined; readonly body: Buffer }[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ encoding: request.headers['content-encoding'], body: Buffer.concat(chunks) });
    response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      response.statusCode === 200 ? '{}' : JSON.stringify({ __type: 'Throttling', message: 'Rate exceeded' }),
    );
  });
  const port = () => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const put = (count: number) => {
    const data = Array.from({ length: count }, (_, index) => ({
      metricName: `metric-${index}`,
      dimensions: { FunctionName: 'a-function-with-a-name' },
      sample: { kind: 'value', value: index } as const,
      unit: 'Count' as const,
      timestamp: '2026-11-21T08:00:00.000Z',
    }));
    const { putMetricData } = putMetricDataPorts(fakeSession, { endpoint: `http://127.0.0.1:${port()}` });
    return putMetricData({ namespace: 'n', data });
  };
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it('is compressed where it is large, and holds all of a thousand metrics', async () => {
    received.length = 0;
    await put(1_000);

    expect(received).toHaveLength(1);
    expect(received[0]?.encoding).toBe('gzip');
    const text = gunzipSync(received[0]?.body ?? Buffer.alloc(0)).toString('utf8');
    expect(text).toContain('metric-999');
    expect(text.length).toBeLessThan(1_000_000);
  });

  it('is sent again where CloudWatch throttles', async () => {
    received.length = 0;
    answers.push(400, 400);
    await put(1);

    expect(received.map(({ encoding }) => encoding)).toEqual([undefined, undefined, undefined]);
  });
});
