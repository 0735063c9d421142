import type { FromSchema } from 'json-schema-to-ts';
import type { TagDialect } from '../../model/off-hours/tags.ts';

const grammars = ['nightshift', 'instance-scheduler', 'cloud-custodian'] as const;
const hour = { type: 'integer', minimum: 0, maximum: 23 } as const;

const grammar = {
  anyOf: [
    { type: 'string', enum: grammars },
    {
      type: 'object',
      required: ['grammar'],
      properties: {
        grammar: { type: 'string', enum: grammars, description: 'How the value of the tag is read.' },
        tag: { type: 'string', minLength: 1, maxLength: 127, description: 'Key of the tag.' },
        timezone: {
          type: 'string',
          minLength: 1,
          description: "Cloud Custodian's `default_tz`, for tags without a zone. Default: et, New York.",
        },
        offHour: { ...hour, description: "Cloud Custodian's `offhour`. Default: 19." },
        onHour: { ...hour, description: "Cloud Custodian's `onhour`. Default: 7." },
        weekends: {
          type: 'boolean',
          description:
            "Cloud Custodian's `weekends`: the default hours hold Monday to Friday. Default: true.",
        },
        weekendsOnly: { type: 'boolean', description: "Cloud Custodian's `weekends-only`. Default: false." },
        skipDays: {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^\\d{4}-\\d{2}-\\d{2}$',
            patternErrorMessage: 'expected a date, such as 2026-12-25',
          },
          description: "Cloud Custodian's `skip-days`: dates on which nothing is done.",
        },
      },
      additionalProperties: false,
    },
  ],
} as const;

/** `bySchedule`: each instance's own tag says when it runs. */
export const byScheduleSchema = {
  type: 'object',
  required: ['tags'],
  properties: {
    tags: {
      type: 'array',
      minItems: 1,
      items: grammar,
      description:
        'Tags that tell the schedule of an instance, the first that it carries counts: nightshift (nightshift:schedule names a ' +
        'schedule or is one), instance-scheduler (Schedule names one), cloud-custodian (maid_offhours).',
    },
    fallback: {
      type: 'string',
      description:
        'Schedule of selected instances that carry none of the tags. Default: they are left alone.',
    },
    enforce: {
      type: 'boolean',
      description:
        'What was started or stopped by hand since the last change is set right as well. Default: what each schedule says.',
    },
  },
  additionalProperties: false,
  description: 'Stops and starts each instance by the schedule that its own tag tells.',
} as const;

export type BySchedule = FromSchema<typeof byScheduleSchema>;
type Grammar = BySchedule['tags'][number];

const DEFAULT_TAGS = {
  nightshift: 'nightshift:schedule',
  'instance-scheduler': 'Schedule',
  'cloud-custodian': 'maid_offhours',
} as const;

/** The tags that are looked at, in their order. */
export function dialectsOf({ tags }: Pick<BySchedule, 'tags'>): readonly TagDialect[] {
  return tags.map(dialectOf);
}

function dialectOf(written: Grammar): TagDialect {
  const {
    grammar: kind,
    tag,
    timezone,
    ...policy
  } = typeof written === 'string' ? { grammar: written } : written;
  const key = tag ?? DEFAULT_TAGS[kind];
  if (kind !== 'cloud-custodian') return { kind, key };
  return {
    kind,
    key,
    policy: { ...policy, ...(timezone === undefined ? {} : { defaultTimezone: timezone }) },
  };
}
