import type { FromSchema } from 'json-schema-to-ts';

const duration = { type: 'string', format: 'duration' } as const;

/** The keys of a job, and of `defaults`, that say how its slots are run. */
export const policyProperties = {
  overlap: {
    enum: ['skip', 'buffer-one', 'cancel-other', 'allow-all'],
    description:
      'What happens when a slot comes while an earlier one still runs: it is skipped, waits (one at most), asks the other to stop and waits, or runs beside it. Default: skip.',
  },
  catchUp: {
    type: 'object',
    additionalProperties: false,
    required: ['within'],
    description: 'Slots that an outage, a pause or a failed deployment kept from running are made good.',
    properties: {
      within: { ...duration, description: 'How far back, such as 24h.' },
      atMost: {
        type: 'integer',
        minimum: 1,
        maximum: 1000,
        description: 'How many at most, the newest ones; older ones are recorded as skipped. Default: 1.',
      },
    },
  },
  retry: {
    type: 'object',
    additionalProperties: false,
    description: 'How a slot that failed is tried again.',
    properties: {
      attempts: {
        type: 'integer',
        minimum: 1,
        maximum: 10,
        description:
          'How often a slot is attempted in all before it goes to the dead-letter queue; more than 3 need a backoff. Default: 3.',
      },
      backoff: {
        ...duration,
        description:
          'Wait before the second attempt, such as 10m, doubled for each further one, with jitter; attempts start on the next five minutes after it. Default: 1 and 2 minutes.',
      },
      maximumBackoff: { ...duration, description: 'No wait is longer. Default: 6h.' },
      on: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          pattern: '^[A-Za-z0-9_.]{1,100}$',
          patternErrorMessage: 'expected an error code, such as SlowDown',
        },
        description: 'Only these error codes are tried again. Default: all that another attempt may mend.',
      },
    },
  },
  startWithin: {
    ...duration,
    description:
      'An alarm follows when a slot has not started this long after its time, and a later delivery is skipped.',
  },
  finishWithin: {
    ...duration,
    description: 'An alarm follows when a slot has not ended this long after its time.',
  },
  timeout: {
    ...duration,
    description:
      'How long one run may take in all, such as 15m or 6h, its continuations included. Default: no limit but timeoutSeconds.',
  },
} as const;

const policy = { type: 'object', properties: policyProperties } as const;

/** The keys as they are written. */
export type PolicySource = FromSchema<typeof policy>;
