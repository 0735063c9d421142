import { desiredStates } from './off-hours.ts';

const desired = { type: 'string', enum: desiredStates } as const;

const maintenance = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    window: { type: 'string', description: 'A weekly window, as in "Sun 02:00-04:00"' },
    schedule: { type: 'string', description: 'cron(…) at which the window opens; needs durationMinutes' },
    durationMinutes: { type: 'integer', minimum: 1, maximum: 10080 },
  },
} as const;

const override = {
  type: 'object',
  additionalProperties: false,
  required: ['desired', 'until'],
  properties: {
    desired,
    from: { type: 'string', description: 'Wall clock (2026-11-21T18:00) or UTC (…Z); default: always' },
    until: { type: 'string', description: 'The override expires by itself at this time' },
    reason: { type: 'string' },
  },
} as const;

/** JSON Schema of one off-hours schedule; `OffHoursSchedule` is the same in types. `readOffHours` checks the texts inside. */
export const offHoursSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['running'],
  properties: {
    description: { type: 'string' },
    timezone: { type: 'string', description: 'IANA name, as in Europe/Berlin; default UTC' },
    running: {
      type: 'array',
      items: { type: 'string' },
      description: 'When it runs, week by week: "Mon-Fri 07:00-19:00", "Fri 22:00-02:00", "Sat"',
    },
    holidays: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'string' },
          {
            type: 'object',
            additionalProperties: false,
            required: ['file'],
            properties: { file: { type: 'string', description: 'An iCalendar file (.ics)' } },
          },
        ],
      },
      description:
        '"2026-12-25 Christmas", "2026-12-24..2027-01-06", "12-25" for every year, or { file: holidays.ics }',
    },
    onHolidays: {
      ...desired,
      description: 'What holds on a holiday, from midnight to midnight; default stopped',
    },
    maintenance: {
      type: 'array',
      items: maintenance,
      description: 'Windows in which it runs even on a holiday',
    },
    overrides: { type: 'array', items: override },
    only: {
      type: 'string',
      enum: ['stop', 'start'],
      description: 'stop: never start anything; start: never stop',
    },
    expect: {
      type: 'array',
      items: { type: 'string' },
      description: 'Assertions: "running Mon 09:00", "stopped Sat", "stopped 2026-12-25"',
    },
  },
} as const;

/** JSON Schema of the top-level `schedules:` of `jobs.yaml`: off-hours schedules by name, as tags name them. */
export const offHoursSchedulesSchema = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$' },
  additionalProperties: offHoursSchema,
} as const;
