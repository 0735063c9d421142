import type { CloudWatchCalls, MetricDataPage, MetricsPage } from './cloudwatch-calls.ts';
import { askJson } from './json-signed.ts';
import type { SignedHost } from './signed-exchange.ts';

const TRIES = { maxAttempts: 6, baseDelayMs: 200 } as const;
/** Bodies above this size are compressed (CloudWatch API Reference, "PutMetricData"), as the SDK does. */
const COMPRESSED_ABOVE_BYTES = 10_240;

/**
 * CloudWatch for functions, signed by hand: two requests, for which the SDK's client would be half of what a function
 * loads. JSON 1.0 with the names and the errors of the older query protocol; times are seconds since 1970.
 */
export function signedCloudWatch(host: SignedHost): CloudWatchCalls {
  const ask = async (operation: string, input: object) => {
    const { body, ...encoding } = await encode(JSON.stringify(input), operation);
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
      'x-amzn-query-mode': 'true',
      ...encoding,
    };
    return askJson({ service: 'monitoring', method: 'POST', headers, body }, { host, ...TRIES });
  };
  return {
    getMetricData: async ({ StartTime, EndTime, ...input }) =>
      readData(
        await ask('GetMetricData', {
          ...input,
          StartTime: toSeconds(StartTime),
          EndTime: toSeconds(EndTime),
        }),
      ),
    listMetrics: async (input): Promise<MetricsPage> => ask('ListMetrics', input),
    putMetricData: ({ MetricData = [], ...input }) => {
      const data = MetricData.map(({ Timestamp, ...datum }) => ({
        ...datum,
        Timestamp: toSeconds(Timestamp),
      }));
      return ask('PutMetricData', { ...input, MetricData: data });
    },
  };
}

async function encode(body: string, operation: string) {
  if (operation !== 'PutMetricData' || Buffer.byteLength(body) < COMPRESSED_ABOVE_BYTES) return { body };
  const { gzipSync } = await import('node:zlib');
  return { body: gzipSync(body), 'content-encoding': 'gzip' };
}

function toSeconds(at: Date | undefined): number | undefined {
  return at === undefined ? undefined : at.getTime() / 1_000;
}

type WireResult = Omit<NonNullable<MetricDataPage['MetricDataResults']>[number], 'Timestamps' | 'Values'> & {
  readonly Timestamps?: readonly number[];
  /** JSON has no word for some numbers: `"NaN"`, `"Infinity"`. */
  readonly Values?: readonly (number | string)[];
};

function readData({
  MetricDataResults = [],
  ...page
}: Omit<MetricDataPage, 'MetricDataResults'> & {
  readonly MetricDataResults?: readonly WireResult[];
}): MetricDataPage {
  const results = MetricDataResults.map(({ Timestamps = [], Values = [], ...result }) => ({
    ...result,
    Timestamps: Timestamps.map((seconds) => new Date(seconds * 1_000)),
    Values: Values.map(Number),
  }));
  return { ...page, MetricDataResults: results };
}
