import { desiredStates } from './off-hours.ts';

const desired = { type: 'string', enum: desiredStates } as const;
const wanted = { ...desired, description: 'What holds instead: running, stopped or left-alone.' } as const;

const maintenance = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'What the window is for.' },
    window: { type: 'string', description: 'A weekly window, as in "Sun 02:00-04:00"' },
    schedule: { type: 'string', description: 'cron(…) at which the window opens; needs durationMinutes' },
    durationMinutes: {
      type: 'integer',
      minimum: 1,
      maximum: 10080,
      description: 'How long a window stays open that a schedule opens.',
    },
  },
} as const;

const override = {
  type: 'object',
  additionalProperties: false,
  required: ['desired', 'until'],
  properties: {
    desired: wanted,
    from: { type: 'string', description: 'Wall clock (2026-11-21T18:00) or UTC (…Z); default: always' },
    until: { type: 'string', description: 'The override expires by itself at this time' },
    reason: { type: 'string', description: 'Why, as explanations tell it.' },
  },
} as const;

/** JSON Schema of one off-hours schedule; `OffHoursSchedule` is the same in types. `readOffHours` checks the texts inside. */
export const offHoursSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['running'],
  properties: {
    description: { type: 'string', description: 'What the schedule is for, in a line.' },
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
    overrides: {
      type: 'array',
      items: override,
      description: 'What holds for a time, whatever else is said; the last that is in force counts.',
    },
    only: {
      type: 'string',
      enum: ['stop', 'start'],
      description: 'stop: never start anything; start: never stop',
    },
    expect: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      description: 'Proved by "jobs check": "running Mon 09:00", "stopped Sat", "stopped 2026-12-25"',
    },
    enforce: {
      type: 'boolean',
      description: 'Also what was started or stopped by hand meanwhile is set right. Default: false.',
    },
  },
} as const;

/** JSON Schema of the top-level `schedules:` of `jobs.yaml`: off-hours schedules by name, as tags name them. */
export const offHoursSchedulesSchema = {
  type: 'object',
  description: 'Off-hours schedules by name, as the tags of instances name them.',
  propertyNames: {
    pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$',
    patternErrorMessage: 'expected a letter or digit, then up to 127 letters, digits, "-", "_" and "."',
  },
  additionalProperties: offHoursSchema,
} as const;
