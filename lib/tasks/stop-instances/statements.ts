import type { AwsPlace, Statement } from '../../model/statement.ts';
import { dialectsOf } from './schedule-settings.ts';
import { LAST_ACTION_TAG, LAST_ERROR_TAG, selectedTags } from './selected-tags.ts';
import type { SelectionSettings } from './selection.ts';

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
    ...regions.flatMap((region) => regionStatements(settings, { ...place, region }, actions)),
    ...(roles.length === 0 ? [] : [assumeStatement([...new Set(roles)])]),
  ];
}

const describeStatement: Statement = {
  reason: 'ec2:DescribeInstances has no resource level: it is granted on * or not at all',
  actions: ['ec2:DescribeInstances'],
  resources: ['*'],
};

function regionStatements(
  settings: SelectionSettings,
  place: AwsPlace,
  actions: readonly string[],
): readonly Statement[] {
  const acting = instanceStatements(settings, place, actions);
  if (settings.writeBack !== true) return acting;
  const keys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': [LAST_ACTION_TAG, LAST_ERROR_TAG] } };
  const writing = acting.map((statement) => ({
    ...statement,
    reason: `writing back what was done, on ${statement.reason}`,
    actions: ['ec2:CreateTags'],
    conditions: { ...statement.conditions, ...keys },
  }));
  return [...acting, ...writing];
}

function assumeStatement(roles: readonly string[]): Statement {
  return { reason: 'exactly the roles of the targets', actions: ['sts:AssumeRole'], resources: roles };
}

/**
 * The given actions on exactly the selected instances: by ARN when named by id, by tag condition when by tag. Instances that
 * a schedule's tag selects carry it: one statement for each such tag. The case of a tag's key does not count in conditions
 * (IAM User Guide, "Condition"), nor does it in Cloud Custodian's grammar.
 */
function instanceStatements(
  settings: SelectionSettings,
  place: AwsPlace,
  actions: readonly string[],
): readonly Statement[] {
  const selected = instanceStatement(settings, place, actions);
  const { bySchedule } = settings;
  if (bySchedule === undefined || bySchedule.fallback !== undefined) return [selected];
  const isNarrowed = selected.conditions !== undefined || settings.instanceIds !== undefined;
  const what = isNarrowed ? `${selected.reason}, which` : 'instances that';
  return dialectsOf(bySchedule).map(({ key }) => ({
    ...selected,
    reason: `${what} carry a tag ${key}`,
    conditions: { ...selected.conditions, Null: { [`ec2:ResourceTag/${key}`]: ['false'] } },
  }));
}

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
