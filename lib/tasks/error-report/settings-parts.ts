const isoTime = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$',
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
