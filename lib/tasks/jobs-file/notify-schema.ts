import type { FromSchema } from 'json-schema-to-ts';

const secretUrl = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    parameter: {
      type: 'string',
      pattern: '^/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$',
      patternErrorMessage: 'expected the name of an SSM parameter, such as /nightshift/slack-url',
      description:
        "Name of a SecureString parameter of SSM, in the app's account and Region, that holds the https address.",
    },
    secret: {
      type: 'string',
      pattern: '^[A-Za-z0-9/_+=.@-]{1,512}$',
      patternErrorMessage: 'expected the name of a secret, such as nightshift/slack-url',
      description:
        "Name of a secret of Secrets Manager, in the app's account and Region, that holds the https address.",
    },
  },
} as const;

const rule = {
  type: 'object',
  additionalProperties: false,
  properties: {
    email: { type: 'string', format: 'email', description: 'An address; it confirms its subscription once.' },
    topic: {
      type: 'string',
      pattern: '^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$',
      patternErrorMessage: 'expected the ARN of an SNS topic',
      description:
        "ARN of an SNS topic. One of another account has to allow the notify function's role to publish.",
    },
    slack: {
      ...secretUrl,
      description: 'An incoming webhook of Slack: where its address is kept, for it is a secret.',
    },
    webhook: {
      ...secretUrl,
      description: 'Any https address that takes JSON: where it is kept, for it is a secret.',
    },
    severity: {
      enum: ['info', 'warning', 'error'],
      description:
        'The least urgent that is told: error (failed for good, did not start or finish), warning (did too little), info (everything). Default: warning.',
    },
  },
} as const;

/** The key of a job, and of `defaults`, that says who hears of it. */
export const notifyProperty = {
  notify: {
    type: 'array',
    maxItems: 20,
    items: rule,
    description:
      "Who hears of the job besides the alarms' addresses, and of what. A job's own list replaces that of the defaults.",
  },
} as const;

/** An entry as it is written. */
export type NotifySource = FromSchema<typeof rule>;
