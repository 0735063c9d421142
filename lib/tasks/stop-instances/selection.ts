import type { FromSchema } from 'json-schema-to-ts';
import type { AwsPlace, Statement } from '../../model/statement.ts';
import type { SettingsMistake } from '../task.ts';
import { selectedTags } from './selected-tags.ts';
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
          description: 'Role of another account, taken on with the credentials of the environment.',
        },
        region: { type: 'string', pattern: '^[a-z]{2}(-[a-z]+)+-\\d$', description: 'Another Region.' },
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
  const names = (settings.targets ?? []).map(targetName);
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (repeated >= 0) {
    const message = `the account and Region of "${names[repeated]}" are named twice`;
    mistakes.push({ path: ['targets', repeated], message });
  }
  return mistakes;
}

/**
 * What the role of the job needs for its targets: reading (EC2 has no resource level for it: Service Authorization
 * Reference, "Amazon EC2"), the actions in each Region of its own account, and taking on the roles of other accounts.
 */
export function selectionStatements(
  settings: SelectionSettings,
  place: AwsPlace,
  actions: readonly string[],
): readonly Statement[] {
  const targets = settings.targets ?? [{}];
  const roles = targets.flatMap(({ roleArn }) => roleArn ?? []);
  const own = targets.filter(({ roleArn }) => roleArn === undefined);
  const regions = [...new Set(own.map(({ region }) => region ?? place.region))];
  return [
    ...(own.length === 0 ? [] : [describeStatement]),
    ...regions.map((region) => instanceStatement(settings, { ...place, region }, actions)),
    ...(roles.length === 0 ? [] : [assumeStatement([...new Set(roles)])]),
  ];
}

const describeStatement: Statement = {
  reason: 'ec2:DescribeInstances has no resource level: it is granted on * or not at all',
  actions: ['ec2:DescribeInstances'],
  resources: ['*'],
};

function assumeStatement(roles: readonly string[]): Statement {
  return { reason: 'exactly the roles of the targets', actions: ['sts:AssumeRole'], resources: roles };
}

/** The given actions on exactly the selected instances: by ARN when named by id, by tag condition when by tag. */
function instanceStatement(
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
