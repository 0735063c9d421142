import { SERVICES } from './presets.ts';

const isoTime = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$',
  patternErrorMessage: 'expected a time with its zone, such as 2026-03-06T18:00:00Z',
} as const;

export const windowSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: {
        hours: { type: 'integer', minimum: 1, maximum: 10920, description: 'The hours before the slot.' },
      },
      required: ['hours'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        start: { ...isoTime, description: 'ISO time with zone.' },
        end: { ...isoTime, description: 'ISO time with zone, not included.' },
      },
      required: ['start', 'end'],
      additionalProperties: false,
    },
  ],
  description:
    'The time reported: `last 24h`, `last 7 days`, `today`, `yesterday`, `previous week`, `previous month`, ' +
    '`{hours: 24}` or `{start, end}`. Default: last 24h.',
} as const;

export const thresholdSchema = {
  type: 'object',
  properties: {
    series: { type: 'string', minLength: 1, description: 'Id or label of a series, or * for all.' },
    above: { type: 'number', description: 'Breached above this. A rate must exceed it beyond doubt (95 %).' },
    below: { type: 'number', description: 'Breached below this.' },
    timesPrevious: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Breached above this multiple of the earlier figure.',
    },
    minimumSamples: { type: 'integer', minimum: 1, description: 'A rate on fewer samples is not judged.' },
  },
  required: ['series'],
  additionalProperties: false,
} as const;

export const webhooksSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 10,
  items: {
    type: 'object',
    properties: {
      kind: {
        type: 'string',
        enum: ['slack', 'generic'],
        description:
          'The shape: an incoming webhook of Slack (or what takes its shape), or a JSON object by name.',
      },
      urlVariable: {
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        patternErrorMessage: 'expected the name of a variable, such as SLACK_WEBHOOK_URL',
        description:
          "Name of the variable among the environment's environmentVariables that holds the https address: whoever has it can post there, so it is a secret of the environment.",
      },
    },
    required: ['kind', 'urlVariable'],
    additionalProperties: false,
  },
  description: 'Who gets the verdict and a link to the report besides.',
} as const;

const metricName = { type: 'string', minLength: 1, maxLength: 255 } as const;
const values = {
  type: 'array',
  items: { type: 'string', minLength: 1 },
  minItems: 1,
  uniqueItems: true,
} as const;
const periodSeconds = {
  type: 'integer',
  minimum: 60,
  multipleOf: 60,
  description: 'Seconds per point. Default: 300.',
} as const;

export const errorRateSchema = {
  type: 'object',
  properties: {
    namespace: { ...metricName, description: 'Namespace of both metrics.' },
    errors: { ...metricName, description: 'Metric that counts the errors.' },
    total: { ...metricName, description: 'Metric that counts everything.' },
    by: { ...metricName, description: 'Dimension that tells the series apart, such as FunctionName.' },
    values: {
      ...values,
      description: 'Its values. Without them, all that CloudWatch lists of the last two weeks.',
    },
    dimensions: {
      type: 'object',
      additionalProperties: { type: 'string', minLength: 1 },
      description: 'Further dimensions that the metrics carry, name and value.',
    },
    periodSeconds,
  },
  required: ['namespace', 'errors', 'total', 'by'],
  additionalProperties: false,
  description: 'An error rate per value of a dimension, and over all of them.',
} as const;

export const servicesSchema = {
  type: 'array',
  minItems: 1,
  items: {
    anyOf: [
      { type: 'string', enum: SERVICES },
      {
        type: 'object',
        properties: {
          service: { type: 'string', enum: SERVICES, description: 'Which service.' },
          values: {
            ...values,
            description: 'Names of functions, APIs, balancers, queues or buckets. Default: all.',
          },
          periodSeconds,
        },
        required: ['service'],
        additionalProperties: false,
      },
    ],
  },
  description:
    'AWS services with what they publish: lambda, api-gateway, http-api, alb, sqs, s3 (request metrics).',
} as const;
