import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { LOCAL_ACCOUNT } from '../../lib/local/emulator.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import type { SlotRecord } from '../../lib/run/ledger.ts';

export interface Answer {
  readonly failed: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a test does to the stack as its admin, beside what `lib/local` does. */
export function operationsOn(stack: LocalStack) {
  const config = clientConfig(stack.access);
  const lambda = new LambdaClient(config);
  const sts = new STSClient(config);
  const dynamo = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const iam = new IAMClient(config);
  const sns = new SNSClient(config);

  const invoke = async (functionName: string, event: unknown): Promise<Answer> => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
    const { Payload, FunctionError } = await lambda.send(command);
    return {
      failed: FunctionError !== undefined,
      payload: JSON.parse(Buffer.from(Payload ?? []).toString('utf8')),
    };
  };

  const makeRole = async (name: string, allowed: { readonly Action: string; readonly Resource: string }) => {
    const trust = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const document = (statement: object) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(trust) }),
    );
    const policy = { RoleName: name, PolicyName: 'allowed', PolicyDocument: document(allowed) };
    await iam.send(new PutRolePolicyCommand(policy));
    return Role?.Arn ?? '';
  };

  return {
    invoke,
    publish: (topic: string, message: object) =>
      sns.send(new PublishCommand({ TopicArn: topic, Message: JSON.stringify(message) })),
    functionOf: (job: string) =>
      stack.deployment.jobs.find((deployed) => deployed.job === job)?.functionName ?? '',
    /** Name of the issuer function, and the job's execution role, as the deployed function has them. */
    configurationOf: async (functionName: string) => {
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
      const variables = Configuration?.Environment?.Variables ?? {};
      return {
        role: Configuration?.Role ?? '',
        issuer: variables['NIGHTSHIFT_ISSUE_TOKEN'] ?? '',
        variables,
      };
    },
    roleArn: (name: string) => `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name}`,
    assume: async (roleArn: string, token: string) => {
      const command = new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: 'test',
        WebIdentityToken: token,
      });
      const { Credentials } = await sts.send(command);
      return {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
    },
    /** Changes a role's trust policy, as its text, for as long as the work takes. */
    withTrust: async <T>(
      role: string,
      change: (policy: string) => string,
      work: () => Promise<T>,
    ): Promise<T> => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: role }));
      const policy = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
      const set = (text: string) =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: text }));
      await set(change(policy));
      try {
        return await work();
      } finally {
        await set(policy);
      }
    },
    /** A role that a function may have and that may do everything; its ARN. */
    makeAdministrator: (name: string) => makeRole(name, { Action: '*', Resource: '*' }),
    /** A role that a function may have and that may do just this; its ARN. */
    makeRole,
    putSlot: (record: SlotRecord) =>
      dynamo.send(
        new PutItemCommand({
          TableName: stack.deployment.ledger,
          Item: marshall({
            pk: `job#${record.job}`,
            sk: `slot#${record.slot}`,
            day: record.slot.slice(0, 10),
            at: record.slot,
            ...record,
          }),
        }),
      ),
    slotOf: async (job: string, slot: string) => {
      const items = await stack.deploymentAdmin.ledgerItems(stack.deployment.ledger, job, 'slot#');
      return items.find((item) => item['slot'] === slot);
    },
    deadLetters: async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: stack.deployment.deadLetters,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
        }),
      );
      return Messages.map(({ Body = '{}' }) => JSON.parse(Body));
    },
  };
}

export type Operations = ReturnType<typeof operationsOn>;

/** SES's event about a mail of the report's slot that came back (the emulator sends none by itself). */
export function bounceOf(slot: string, messageId: string) {
  const recipient = {
    emailAddress: 'ops@acme.example',
    status: '5.1.1',
    diagnosticCode: 'smtp; 550 user unknown',
  };
  const timestamp = '2026-11-21T08:00:41.669Z';
  return {
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [recipient], timestamp },
    mail: {
      timestamp,
      messageId,
      destination: ['ops@acme.example'],
      tags: { 'nightshift-job': ['morning-error-report'], 'nightshift-slot': [slot.replaceAll(':', '_')] },
    },
  };
}

/** The event of a rule that fires at `time`. */
export function scheduledEvent(time: string) {
  return { id: `event-${time}`, 'detail-type': 'Scheduled Event', source: 'aws.events', time, detail: {} };
}

/** A token with other claims and a signature that is as good as none: the emulator reads claims, it verifies nothing. */
export function forgeToken(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const original: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const forged = Buffer.from(JSON.stringify({ ...original, ...claims })).toString('base64url');
  return [header, forged, signature].join('.');
}
