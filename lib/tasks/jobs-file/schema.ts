import type { FromSchema } from 'json-schema-to-ts';
import { offHoursSchedulesSchema } from '../../model/off-hours/schema.ts';
import { notifyProperty } from './notify-schema.ts';
import { policyProperties } from './policy-schema.ts';
import { pulumiCloudSchema } from './pulumi-cloud-schema.ts';
import { schedule, timezone } from './schedule-schema.ts';

const region = {
  type: 'string',
  format: 'aws-region',
  description: 'An AWS Region, such as eu-central-1. Default: the Region that the app is deployed to.',
} as const;

const timeoutSeconds = {
  type: 'integer',
  minimum: 1,
  maximum: 900,
  description: 'How long one attempt may take, in seconds; Lambda stops it then. Default: set by the task.',
} as const;

const memoryMb = {
  type: 'integer',
  minimum: 128,
  maximum: 10240,
  description:
    'Memory of the function in MB; its share of the processor grows with it. Default: set by the task.',
} as const;

const job = {
  type: 'object',
  additionalProperties: false,
  required: ['schedule', 'environment', 'task'],
  description: 'A job: when it runs, with which environment, and what it does.',
  properties: {
    description: { type: 'string', maxLength: 256, description: 'What the job is for, in a line.' },
    schedule,
    timezone,
    environment: {
      type: 'string',
      format: 'environment',
      description:
        'project/name of the file environments/<project>/<name>.yaml that the job opens, or pulumi://organization/project/name.',
    },
    task: {
      type: 'object',
      minProperties: 1,
      maxProperties: 1,
      description: 'Exactly one task with its settings.',
      keyNoun: 'task',
    },
    region,
    role: {
      enum: ['managed', 'existing'],
      description:
        "managed: the app makes the role that the environment assumes. existing: it is somebody else's. Default: managed.",
    },
    timeoutSeconds,
    memoryMb,
    ...policyProperties,
    ...notifyProperty,
  },
} as const;

/**
 * What `jobs.yaml` may hold: the one source of checks, types and `jobs.schema.json`. `format`s are checked by
 * `formats.ts`; `patternErrorMessage`, `errorMessage` and `keyNoun` word the messages.
 */
export const jobsFileSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'jobs.yaml of Nightshift',
  description: 'Scheduled jobs, each of which runs one task with the credentials of one environment.',
  type: 'object',
  additionalProperties: false,
  required: ['organization', 'jobs'],
  properties: {
    organization: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,100}$',
      patternErrorMessage: 'expected up to 100 letters, digits, "-", "_" and "."',
      description:
        'The organization that the environments belong to; it stands in every token (aud and sub).',
    },
    defaults: {
      type: 'object',
      additionalProperties: false,
      description: 'What holds for every job that says nothing else.',
      properties: { region, timezone, timeoutSeconds, memoryMb, ...policyProperties, ...notifyProperty },
    },
    issuer: {
      type: 'object',
      additionalProperties: false,
      description: 'The OIDC provider of the app.',
      required: ['domain', 'certificateArn'],
      properties: {
        domain: {
          type: 'string',
          format: 'domain',
          description:
            'A domain name of yours for a stable issuer address. Default: the address of the HTTP API.',
        },
        certificateArn: {
          type: 'string',
          format: 'certificate-arn',
          description: "ARN of an ACM certificate for this domain, in the app's Region.",
        },
      },
    },
    alarms: {
      type: 'object',
      additionalProperties: false,
      description: 'Who hears of failures.',
      properties: {
        emails: {
          type: 'array',
          uniqueItems: true,
          description: 'Addresses that get the alarms; each confirms its subscription once.',
          items: { type: 'string', format: 'email' },
        },
      },
    },
    pulumiCloud: pulumiCloudSchema,
    schedules: offHoursSchedulesSchema,
    jobs: {
      type: 'object',
      minProperties: 1,
      keyNoun: 'job',
      description: 'The jobs by name.',
      propertyNames: {
        pattern: '^[a-z][a-z0-9-]{0,47}$',
        patternErrorMessage: 'expected a small letter, then up to 47 small letters, digits and "-"',
      },
      additionalProperties: job,
    },
  },
} as const;

/** `jobs.yaml` as it is written, once it fits the schema. */
export type JobsFileSource = FromSchema<typeof jobsFileSchema>;

/** A job as it is written, before defaults are filled in. */
export type JobSource = FromSchema<typeof job>;

/** The schema with the settings of these tasks in it, so that one schema checks a file to its leaves. */
export function schemaWithTasks(tasks: readonly TaskSchema[]) {
  const properties = Object.fromEntries(
    tasks.map(({ name, summary, settingsSchema }) => [name, { description: summary, ...settingsSchema }]),
  );
  const task = { ...job.properties.task, additionalProperties: false, properties };
  const jobWithTasks = { ...job, properties: { ...job.properties, task } };
  const jobs = { ...jobsFileSchema.properties.jobs, additionalProperties: jobWithTasks };
  return { ...jobsFileSchema, properties: { ...jobsFileSchema.properties, jobs } };
}

interface TaskSchema {
  readonly name: string;
  readonly summary: string;
  readonly settingsSchema: object;
}

/** The text of `jobs.schema.json`, which gives editors completion and checks. */
export function renderSchema(tasks: readonly TaskSchema[]): string {
  return `${JSON.stringify(schemaWithTasks(tasks), null, 2)}\n`;
}
