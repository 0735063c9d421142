import type { FromSchema } from 'json-schema-to-ts';
import type { AwsPlace, Statement } from '../../model/statement.ts';
import type { SettingsMistake } from '../task.ts';
import { selectedTags } from './selected-tags.ts';

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
    items: { type: 'string', pattern: '^i-[0-9a-f]{8,17}$' },
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
  wait: {
    type: 'boolean',
    description: 'Whether the run waits for the end state, as long as its time lasts. Default: true.',
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
export function checkSelection(settings: SelectionSettings): readonly SettingsMistake[] {
  const mistakes: SettingsMistake[] = [];
  if (settings.instanceIds === undefined && settings.tags === undefined && settings.filters === undefined) {
    mistakes.push({
      path: [],
      message: 'needs instanceIds, tags or filters: without one, every instance is meant',
    });
  }
  if (settings.filters !== undefined && 'instance-state-name' in settings.filters) {
    const message =
      'is decided by the task: an instance that is not in the right state is skipped with a reason';
    mistakes.push({ path: ['filters', 'instance-state-name'], message });
  }
  return mistakes;
}

/** EC2 cannot limit DescribeInstances to resources (Service Authorization Reference, "Amazon EC2"). */
export const describeStatement: Statement = {
  reason: 'ec2:DescribeInstances has no resource level: it is granted on * or not at all',
  actions: ['ec2:DescribeInstances'],
  resources: ['*'],
};

/** The given actions on exactly the selected instances: by ARN when named by id, by tag condition when by tag. */
export function instanceStatement(
  settings: SelectionSettings,
  place: AwsPlace,
  actions: readonly string[],
): Statement {
  const arn = (id: string) => `arn:${place.partition}:ec2:${place.region}:${place.account}:instance/${id}`;
  const conditions = tagConditions(settings);
  const byTag = Object.keys(conditions).length > 0;
  const how = byTag
    ? 'instances with the selected tags'
    : 'any instance: the filters have no condition key in IAM';
  return {
    reason: settings.instanceIds === undefined ? how : 'exactly the named instances',
    actions,
    resources: settings.instanceIds === undefined ? [arn('*')] : settings.instanceIds.map(arn),
    ...(byTag ? { conditions } : {}),
  };
}

function tagConditions(settings: SelectionSettings): Record<string, Record<string, readonly string[]>> {
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const [key, value] of selectedTags(settings)) {
    const values = typeof value === 'string' ? [value] : value;
    const operator = values.some((text) => /[*?]/.test(text)) ? 'StringLike' : 'StringEquals';
    conditions[operator] = { ...conditions[operator], [`ec2:ResourceTag/${key}`]: values };
  }
  return conditions;
}
