import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AdminAccess, clientConfig } from './session.ts';

/** What a deployed app is made of, as its operator sees it. */
export interface DeploymentAdmin {
  /** Outputs of a stack by their names. */
  readonly outputs: (stackName: string) => Promise<Readonly<Record<string, string>>>;
  readonly disableRule: (ruleName: string) => Promise<void>;
  /** Delivers an event as EventBridge does, asynchronously. */
  readonly deliver: (functionName: string, event: unknown) => Promise<void>;
  /** Items of one job whose sort key begins so, in order. */
  readonly ledgerItems: (
    table: string,
    job: string,
    prefix: 'slot#' | 'run#' | 'outbox#' | 'feedback#',
  ) => Promise<readonly LedgerItem[]>;
  readonly logLines: (logGroup: string) => Promise<readonly string[]>;
}

export type LedgerItem = Readonly<Record<string, unknown>>;

/** The operator's calls on the deployed app. */
export function openDeploymentAdmin(access: AdminAccess): DeploymentAdmin {
  const config = clientConfig(access);
  const lambda = new LambdaClient(config);
  const events = new EventBridgeClient(config);
  const logs = new CloudWatchLogsClient(config);
  const dynamo = new DynamoDBClient(config);
  const cloudFormation = new CloudFormationClient(config);
  return {
    outputs: async (stackName) => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
      const outputs = Stacks[0]?.Outputs ?? [];
      return Object.fromEntries(
        outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    },
    disableRule: async (ruleName) => {
      await events.send(new DisableRuleCommand({ Name: ruleName }));
    },
    deliver: async (functionName, event) => {
      const Payload = JSON.stringify(event);
      await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
    },
    ledgerItems: async (table, job, prefix) => {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': { S: `job#${job}` }, ':prefix': { S: prefix } },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => unmarshall(item));
    },
    logLines: async (logGroup) => {
      const { events: found = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: logGroup }));
      return found.map(({ message = '' }) => message);
    },
  };
}
