/** `timezone` of a job, of its schedule and of the defaults. */
export const timezone = {
  type: 'string',
  format: 'time-zone',
  description: 'An IANA time zone, such as Europe/Berlin. Without one a schedule counts in UTC.',
} as const;

const instant = { type: 'string', format: 'instant' } as const;

/** `schedule` of a job. */
export const schedule = {
  description:
    'When the job runs: rate(…), six-field cron(…) or at(…), alone or as a map with more settings.',
  anyOf: [
    { type: 'string', format: 'schedule' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['expression'],
      properties: {
        expression: {
          type: 'string',
          format: 'schedule',
          description: 'rate(5 minutes), cron(0 2 * * ? *) or at(2027-01-31T08:00:00).',
        },
        timezone,
        start: { ...instant, description: 'No firing before this time, such as 2027-01-01T00:00:00Z.' },
        end: { ...instant, description: 'No firing after this time, such as 2027-12-31T23:59:59Z.' },
        flexibleWindowMinutes: {
          type: 'integer',
          minimum: 1,
          maximum: 1440,
          description:
            'The job may start up to this many minutes late, which spreads load. Default: on time.',
        },
      },
    },
  ],
} as const;
