import type { FromSchema } from 'json-schema-to-ts';
import type { SettingsMistake } from '../task.ts';
import { checkBySchedule, isNarrowed } from './check-schedule.ts';
import { byScheduleSchema } from './schedule-settings.ts';
import { targetName } from './target.ts';

const oneOrMore = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 256 },
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: 256 }, minItems: 1, maxItems: 200 },
  ],
} as const;

/** Settings that say which instances are meant; shared by stop-instances and start-instances. */
export const selectionProperties = {
  instanceIds: {
    type: 'array',
    items: {
      type: 'string',
      pattern: '^i-[0-9a-f]{8,17}$',
      patternErrorMessage: 'expected the id of an instance, such as i-0123456789abcdef0',
    },
    minItems: 1,
    uniqueItems: true,
    description: 'Ids of the instances, such as i-0123456789abcdef0.',
  },
  tags: {
    type: 'object',
    minProperties: 1,
    propertyNames: { minLength: 1, maxLength: 127 },
    additionalProperties: oneOrMore,
    description:
      'Tags that an instance must carry, each with one value or one of several; * and ? are wildcards.',
  },
  filters: {
    type: 'object',
    minProperties: 1,
    additionalProperties: oneOrMore,
    description:
      'Filters of DescribeInstances by their own names (`instance-type`, `vpc-id`, `tag:Team`, …).',
  },
  bySchedule: byScheduleSchema,
  optOutTag: {
    type: 'string',
    minLength: 1,
    maxLength: 127,
    description:
      'An instance with this tag is left alone, unless its value is "false". Default: nightshift:opt-out.',
  },
  autoScaling: {
    type: 'string',
    enum: ['skip', 'include'],
    description:
      'Members of an Auto Scaling group: `skip` (default) leaves them alone, since the group replaces what stops.',
  },
  spot: {
    type: 'string',
    enum: ['skip', 'include'],
    description:
      'Spot instances: `skip` (default) leaves them alone; only persistent requests can be stopped.',
  },
  targets: {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: {
      type: 'object',
      minProperties: 1,
      properties: {
        roleArn: {
          type: 'string',
          pattern: '^arn:[^:]+:iam::\\d{12}:role/.+$',
          patternErrorMessage: 'expected the ARN of a role, such as arn:aws:iam::123456789012:role/name',
          description: 'Role of another account, taken on with the credentials of the environment.',
        },
        region: {
          type: 'string',
          pattern: '^[a-z]{2}(-[a-z]+)+-\\d$',
          patternErrorMessage: 'expected a Region, such as eu-central-1',
          description: 'Another Region.',
        },
        externalId: {
          type: 'string',
          minLength: 2,
          maxLength: 1224,
          description: 'External id that the role asks for.',
        },
      },
      additionalProperties: false,
    },
    description: 'Accounts and Regions to work in, each for itself. Default: the own account and Region.',
  },
  wait: {
    type: 'boolean',
    description: 'Whether the run waits for the end state, as long as its time lasts. Default: true.',
  },
  writeBack: {
    type: 'boolean',
    description: 'Whether the tags nightshift:last-action and nightshift:last-error are set. Default: false.',
  },
  mode: {
    type: 'string',
    enum: ['act', 'shadow', 'rehearse'],
    description:
      '`shadow` records what would be done and does nothing; `rehearse` asks EC2 whether it would be allowed (DryRun). ' +
      'Default: act.',
  },
} as const;

const selectionSchema = {
  type: 'object',
  properties: selectionProperties,
  additionalProperties: false,
} as const;

export type SelectionSettings = FromSchema<typeof selectionSchema>;

/** Nothing named would mean every instance of the account: refused. */
export function checkSelection(
  settings: SelectionSettings,
  scheduleNames: readonly string[] = [],
): readonly SettingsMistake[] {
  const mistakes: SettingsMistake[] = [...checkBySchedule(settings, scheduleNames)];
  if (!isNarrowed(settings) && settings.bySchedule === undefined) {
    mistakes.push({
      path: [],
      message: 'needs instanceIds, tags, filters or bySchedule: without one, every instance is meant',
    });
  }
  if (settings.filters !== undefined && 'instance-state-name' in settings.filters) {
    const message =
      'is decided by the task: an instance that is not in the right state is skipped with a reason';
    mistakes.push({ path: ['filters', 'instance-state-name'], message });
  }
  const names = (settings.targets ?? []).map(targetName);
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (repeated >= 0) {
    const message = `the account and Region of "${names[repeated]}" are named twice`;
    mistakes.push({ path: ['targets', repeated], message });
  }
  return mistakes;
}
