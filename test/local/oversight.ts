import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { LOCAL_ACCOUNT } from '../../lib/local/emulator.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import type { JobWatch } from '../../lib/run/watchdog/job-watch.ts';

/** A queue that somebody reads to its end. */
export interface Inbox {
  readonly arn: string;
  /** Waits until a message holds this text, and answers it. */
  readonly await: (text: string) => Promise<string>;
  /** All that came so far, whoever waited for it. */
  readonly seen: readonly string[];
}

/** What a test does to what looks after the jobs, as the stack's admin. */
export function oversightOn(stack: LocalStack) {
  const config = clientConfig(stack.access);
  const dynamo = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const TableName = stack.deployment.ledger;
  const watchKey = (job: string) => ({ pk: { S: 'watch' }, sk: { S: `job#${job}` } });
  const controlKey = (job: string) => ({ pk: { S: `job#${job}` }, sk: { S: 'control' } });

  return {
    /** Physical name of a resource of the base stack. */
    nameOf: async (logicalStart: string) => {
      const command = new DescribeStackResourcesCommand({ StackName: 'Nightshift' });
      const { StackResources = [] } = await new CloudFormationClient(config).send(command);
      const found = StackResources.find(({ LogicalResourceId = '' }) =>
        LogicalResourceId.startsWith(logicalStart),
      );
      return found?.PhysicalResourceId ?? '';
    },
    inbox: async (name: string): Promise<Inbox> => {
      const arn = `arn:aws:sqs:${stack.emulator.region}:${LOCAL_ACCOUNT}:${name}`;
      const Attributes = { Policy: JSON.stringify(writtenByServices(arn)) };
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      const seen: string[] = [];
      const receive = async () => {
        const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
        const { Messages = [] } = await sqs.send(command);
        for (const { Body = '', ReceiptHandle } of Messages) {
          seen.push(Body);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      };
      return {
        arn,
        seen,
        await: async (text) => {
          for (let attempt = 0; attempt < 40; attempt += 1) {
            const found = seen.find((body) => body.includes(text));
            if (found !== undefined) return found;
            await receive();
          }
          throw new Error(`no message with "${text}" came; ${seen.length} others did`);
        },
      };
    },
    subscribe: async (topicArn: string, { arn }: Inbox) => {
      const command = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arn });
      await new SNSClient(config).send(command);
    },
    /** Hangs an own target on the events, as a user would. */
    listen: async ({ arn }: Inbox) => {
      const events = new EventBridgeClient(config);
      const EventPattern = JSON.stringify({ source: ['nightshift'] });
      await events.send(new PutRuleCommand({ Name: 'test-listens', EventPattern }));
      await events.send(
        new PutTargetsCommand({ Rule: 'test-listens', Targets: [{ Id: 'inbox', Arn: arn }] }),
      );
    },
    /** Lets the watchdog believe that it has watched a job since some days. */
    watchSince: async (job: string, since: string) => {
      const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: watchKey(job) }));
      const watch: JobWatch = JSON.parse(Item?.['watch']?.S ?? '{}');
      const older = { ...watch, since, through: since };
      const Changed = { ...Item, watch: { S: JSON.stringify(older) } };
      await dynamo.send(new PutItemCommand({ TableName, Item: Changed }));
    },
    pause: async (job: string) => {
      const paused = {
        by: 'arn:aws:iam::000000000000:user/ann',
        at: '2026-03-06T03:00:00.000Z',
        reason: 'a test',
      };
      const Item = { ...controlKey(job), ...marshall({ job, fence: 1, paused }) };
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    },
    forgetControl: async (job: string) => {
      await dynamo.send(new DeleteItemCommand({ TableName, Key: controlKey(job) }));
    },
    alarms: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
      return MetricAlarms.map(({ AlarmName = '', AlarmDescription = '' }) => ({
        AlarmName,
        AlarmDescription,
      }));
    },
    provoke: async (alarmName: string) => {
      const state = { AlarmName: alarmName, StateValue: 'ALARM', StateReason: 'provoked by a test' } as const;
      await cloudWatch.send(new SetAlarmStateCommand(state));
    },
  };
}

/** Topics and rules may write to the queue. */
function writtenByServices(queueArn: string) {
  const Principal = { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: queueArn }];
  return { Version: '2012-10-17', Statement };
}
