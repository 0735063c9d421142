/** What a service publishes, as an error rate or as a value to watch. */
export type Preset =
  | {
      readonly kind: 'rate';
      readonly namespace: string;
      readonly errors: string;
      readonly total: string;
      /** Names of the dimensions of the metrics, all of them; the first tells the series apart. */
      readonly dimensions: readonly [string, ...string[]];
    }
  | {
      readonly kind: 'value';
      readonly namespace: string;
      readonly metric: string;
      readonly stat: string;
      readonly label: string;
      readonly dimensions: readonly [string, ...string[]];
    };

export const SERVICES = ['lambda', 'api-gateway', 'http-api', 'alb', 'sqs', 's3'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One row per service, from the service's page of metrics. */
export const PRESETS: Readonly<Record<ServiceName, Preset>> = {
  lambda: rate('AWS/Lambda', { errors: 'Errors', total: 'Invocations' }, ['FunctionName']),
  'api-gateway': rate('AWS/ApiGateway', { errors: '5XXError', total: 'Count' }, ['ApiName']),
  'http-api': rate('AWS/ApiGateway', { errors: '5xx', total: 'Count' }, ['ApiId']),
  alb: rate('AWS/ApplicationELB', { errors: 'HTTPCode_Target_5XX_Count', total: 'RequestCount' }, [
    'LoadBalancer',
  ]),
  s3: rate('AWS/S3', { errors: '5xxErrors', total: 'AllRequests' }, ['BucketName', 'FilterId']),
  sqs: {
    kind: 'value',
    namespace: 'AWS/SQS',
    metric: 'ApproximateAgeOfOldestMessage',
    stat: 'Maximum',
    label: 'oldest message, seconds',
    dimensions: ['QueueName'],
  },
};

function rate(
  namespace: string,
  { errors, total }: { readonly errors: string; readonly total: string },
  dimensions: readonly [string, ...string[]],
): Preset {
  return { kind: 'rate', namespace, errors, total, dimensions };
}
