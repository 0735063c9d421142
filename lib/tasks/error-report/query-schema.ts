import type { FromSchema } from 'json-schema-to-ts';
import { METRIC_UNITS } from '../put-metric-data/units.ts';

/** One element of a `get-metric-data` query file, with the API's own names. */
export const metricQuerySchema = {
  type: 'object',
  description: 'A query of GetMetricData: a metric, or an expression over the others.',
  properties: {
    Id: {
      type: 'string',
      pattern: '^[a-z][a-zA-Z0-9_]*$',
      patternErrorMessage: 'expected a small letter, then letters, digits and "_"',
      maxLength: 255,
      description: 'Name for expressions.',
    },
    Expression: { type: 'string', minLength: 1, maxLength: 2048, description: 'Metric math, SEARCH or SQL.' },
    Label: { type: 'string', description: 'What people read instead of the id.' },
    ReturnData: { type: 'boolean', description: 'Whether the report shows it. Default: true.' },
    Period: { type: 'integer', minimum: 1, description: 'Period of an expression, in seconds.' },
    AccountId: {
      type: 'string',
      pattern: '^\\d{12}$',
      patternErrorMessage: 'expected an account, 12 digits',
      description: 'Account that owns the metric.',
    },
    MetricStat: {
      type: 'object',
      description: 'The metric and how it is summed up.',
      properties: {
        Metric: {
          type: 'object',
          description: 'Which metric.',
          properties: {
            Namespace: { type: 'string', minLength: 1, maxLength: 255, description: 'Its namespace.' },
            MetricName: { type: 'string', minLength: 1, maxLength: 255, description: 'Its name.' },
            Dimensions: {
              type: 'array',
              maxItems: 30,
              description: 'Its dimensions, all of them.',
              items: {
                type: 'object',
                properties: {
                  Name: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 255,
                    description: 'Name of the dimension.',
                  },
                  Value: { type: 'string', minLength: 1, maxLength: 1024, description: 'Its value.' },
                },
                required: ['Name', 'Value'],
                additionalProperties: false,
              },
            },
          },
          required: ['Namespace', 'MetricName'],
          additionalProperties: false,
        },
        Period: {
          type: 'integer',
          minimum: 1,
          description: 'Seconds per point: 1, 5, 10, 20, 30 or n × 60.',
        },
        Stat: { type: 'string', minLength: 1, description: 'Sum, Average, Maximum, p99, …' },
        Unit: { type: 'string', enum: METRIC_UNITS, description: 'Only data published with this unit.' },
      },
      required: ['Metric', 'Period', 'Stat'],
      additionalProperties: false,
    },
  },
  required: ['Id'],
  additionalProperties: false,
} as const;

export type MetricQuery = FromSchema<typeof metricQuerySchema>;
