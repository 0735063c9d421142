import type { FromSchema } from 'json-schema-to-ts';
import type { SettingsMistake, TaskDefinition } from '../task.ts';
import { parseTimestamp } from './timestamp.ts';
import { METRIC_UNITS } from './units.ts';

const number = { type: 'number', minimum: -1.1579e77, maximum: 1.1579e77 } as const;

const datumSchema = {
  type: 'object',
  description: 'One datum: exactly one of value, values or statisticValues.',
  properties: {
    metricName: { type: 'string', minLength: 1, maxLength: 255, description: 'Name of the metric.' },
    dimensions: {
      type: 'object',
      maxProperties: 30,
      propertyNames: {
        pattern: '^[!-9;-~][ -~]{0,254}$',
        patternErrorMessage:
          'expected up to 255 letters, digits and signs of ASCII that do not begin with ":" or a blank',
      },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 1024 },
      description: 'Name and value of each dimension, at most 30.',
    },
    value: { ...number, description: 'A single value.' },
    values: {
      type: 'array',
      items: number,
      minItems: 1,
      maxItems: 150,
      description: 'Up to 150 distinct values.',
    },
    counts: {
      type: 'array',
      items: { type: 'number', exclusiveMinimum: 0 },
      minItems: 1,
      maxItems: 150,
      description: 'How often each of `values` was seen, in the same order. Without it, once each.',
    },
    statisticValues: {
      type: 'object',
      description: 'A set of values already summed up.',
      properties: {
        sampleCount: { type: 'number', exclusiveMinimum: 0, description: 'How many values.' },
        sum: { ...number, description: 'Their sum.' },
        minimum: { ...number, description: 'The smallest of them.' },
        maximum: { ...number, description: 'The largest of them.' },
      },
      required: ['sampleCount', 'sum', 'minimum', 'maximum'],
      additionalProperties: false,
    },
    unit: {
      type: 'string',
      enum: METRIC_UNITS,
      description: 'Unit of the values (CloudWatch API Reference, "MetricDatum"). Default: None.',
    },
    timestamp: {
      type: 'string',
      minLength: 1,
      description:
        'When it was measured: an ISO time with zone (`2023-12-12T04:00:10Z`), or relative to the slot: `slot`, ' +
        '`-5m`, `+30s`, `-2h`, `-1d`, `today 04:00:10`, `yesterday 04:00:10` (UTC days). Default: the slot.',
    },
    storageResolution: {
      type: 'integer',
      enum: [1, 60],
      description: '1 keeps seconds (high resolution), 60 keeps minutes. Default: 60.',
    },
  },
  required: ['metricName'],
  additionalProperties: false,
} as const;

export const putMetricDataSettingsSchema = {
  type: 'object',
  description: 'Publishes metric data, as `aws cloudwatch put-metric-data` does.',
  properties: {
    namespace: {
      type: 'string',
      pattern: '^[!-9;-~][ -~]{0,254}$',
      patternErrorMessage:
        'expected up to 255 letters, digits and signs of ASCII that do not begin with ":" or a blank',
      description: 'Namespace of the metrics. `AWS/` is reserved for AWS services.',
    },
    data: { type: 'array', items: datumSchema, minItems: 1, description: 'The data to publish.' },
  },
  required: ['namespace', 'data'],
  additionalProperties: false,
} as const;

export type PutMetricDataSettings = FromSchema<typeof putMetricDataSettingsSchema>;
export type DatumSettings = FromSchema<typeof datumSchema>;

/** The deploy-time half of `put-metric-data`. */
export const putMetricDataDefinition: TaskDefinition<PutMetricDataSettings> = {
  name: 'put-metric-data',
  summary: 'publishes metric data to CloudWatch',
  settingsSchema: putMetricDataSettingsSchema,
  check: checkSettings,
  statements: ({ namespace }) => [
    {
      reason: 'cloudwatch:PutMetricData has no resource level: the namespace is pinned by its condition key',
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
    },
  ],
};

function checkSettings({ namespace, data }: PutMetricDataSettings): readonly SettingsMistake[] {
  const reserved = namespace.startsWith('AWS/')
    ? [{ path: ['namespace'], message: `"${namespace}" is reserved: AWS/ belongs to AWS services` }]
    : [];
  return [...reserved, ...data.flatMap(checkDatum)];
}

function checkDatum(datum: DatumSettings, index: number): readonly SettingsMistake[] {
  const mistakes: SettingsMistake[] = [];
  const at = (...path: string[]) => ['data', index, ...path];
  const given = [datum.value, datum.values, datum.statisticValues].filter((source) => source !== undefined);
  if (given.length !== 1) {
    mistakes.push({ path: at(), message: 'needs exactly one of value, values or statisticValues' });
  }
  if (datum.counts !== undefined && datum.counts.length !== datum.values?.length) {
    mistakes.push({ path: at('counts'), message: 'needs one count for each of values, in the same order' });
  }
  const set = datum.statisticValues;
  if (set !== undefined && set.minimum > set.maximum) {
    mistakes.push({ path: at('statisticValues', 'minimum'), message: 'is larger than maximum' });
  }
  if (datum.timestamp !== undefined && parseTimestamp(datum.timestamp) === undefined) {
    mistakes.push({ path: at('timestamp'), message: timestampMessage(datum.timestamp) });
  }
  return mistakes;
}

function timestampMessage(text: string): string {
  return `"${text}" is neither an ISO time with zone nor relative to the slot: try "-5m" or "yesterday 04:00:10"`;
}
