import type { FromSchema } from 'json-schema-to-ts';
import type { TaskDefinition } from '../task.ts';
import { checkSelection, selectionProperties } from './selection.ts';
import { selectionStatements } from './statements.ts';

export const stopInstancesSettingsSchema = {
  type: 'object',
  description:
    'Stops running EC2 instances; at least one of instanceIds, tags and filters, which must all match.',
  properties: {
    ...selectionProperties,
    hibernate: {
      type: 'boolean',
      description:
        'Hibernates instances that were launched with hibernation enabled; stops the others. Default: false.',
    },
    keepUntilTag: {
      type: 'string',
      minLength: 1,
      maxLength: 127,
      description:
        'An instance is left running until the time in this tag (`2026-11-22T08:00Z`, or a date, that UTC day ' +
        'included), which expires by itself. Default: nightshift:keep-until.',
    },
  },
  additionalProperties: false,
} as const;

export type StopInstancesSettings = FromSchema<typeof stopInstancesSettingsSchema>;

/** The deploy-time half of `stop-instances`. */
export const stopInstancesDefinition: TaskDefinition<StopInstancesSettings> = {
  name: 'stop-instances',
  summary: 'stops running EC2 instances by id, tag or filter',
  settingsSchema: stopInstancesSettingsSchema,
  usesSchedules: true,
  check: checkSelection,
  statements: (settings, place) => selectionStatements(settings, place, ['ec2:StopInstances']),
};
