import type { FromSchema } from 'json-schema-to-ts';
import type { AwsPlace, Statement } from '../../model/statement.ts';
import { checkSelection, selectionProperties } from '../stop-instances/selection.ts';
import { selectionStatements } from '../stop-instances/statements.ts';
import type { TaskDefinition } from '../task.ts';

export const startInstancesSettingsSchema = {
  type: 'object',
  description:
    'Starts stopped EC2 instances; at least one of instanceIds, tags and filters, which must all match.',
  properties: {
    ...selectionProperties,
    preferredInstanceTypes: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$',
        patternErrorMessage: 'expected an instance type, such as m7g.large',
      },
      minItems: 1,
      uniqueItems: true,
      description: 'Types to try in this order, where EC2 has no capacity for the own type of an instance.',
    },
    kmsKeyArns: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^arn:[^:]+:kms:[^:]+:\\d{12}:key/.+$',
        patternErrorMessage: 'expected the ARN of a KMS key',
      },
      minItems: 1,
      description:
        'Customer managed keys of encrypted volumes; without a grant such an instance stops again at once.',
    },
  },
  additionalProperties: false,
} as const;

export type StartInstancesSettings = FromSchema<typeof startInstancesSettingsSchema>;

/** The deploy-time half of `start-instances`. */
export const startInstancesDefinition: TaskDefinition<StartInstancesSettings> = {
  name: 'start-instances',
  summary: 'starts stopped EC2 instances by id, tag or filter',
  settingsSchema: startInstancesSettingsSchema,
  usesSchedules: true,
  check: checkSelection,
  statements: startStatements,
};

function startStatements(settings: StartInstancesSettings, place: AwsPlace): readonly Statement[] {
  const modify = settings.preferredInstanceTypes === undefined ? [] : ['ec2:ModifyInstanceAttribute'];
  const statements = selectionStatements(settings, place, ['ec2:StartInstances', ...modify]);
  if (settings.kmsKeyArns === undefined) return statements;
  return [
    ...statements,
    {
      reason: 'EC2 decrypts the volumes of a starting instance by a grant made in the name of the caller',
      actions: ['kms:CreateGrant'],
      resources: settings.kmsKeyArns,
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
}
