import type { FromSchema } from 'json-schema-to-ts';
import type { TaskDefinition } from '../task.ts';

export const listBucketsSettingsSchema = {
  type: 'object',
  description: 'Lists the buckets of the account, with the lines that `aws s3 ls` prints (times in UTC).',
  properties: {
    prefix: {
      type: 'string',
      minLength: 1,
      maxLength: 63,
      description: 'Only buckets whose name begins with this text. Without it, all buckets of the account.',
    },
  },
  additionalProperties: false,
} as const;

export type ListBucketsSettings = FromSchema<typeof listBucketsSettingsSchema>;

/** The deploy-time half of `list-buckets`. */
export const listBucketsDefinition: TaskDefinition<ListBucketsSettings> = {
  name: 'list-buckets',
  summary: 'lists the buckets of the account as `aws s3 ls` does',
  settingsSchema: listBucketsSettingsSchema,
  statements: () => [
    {
      reason: 's3:ListAllMyBuckets has no resource level: it is granted for the whole account or not at all',
      actions: ['s3:ListAllMyBuckets'],
      resources: ['*'],
    },
  ],
};
