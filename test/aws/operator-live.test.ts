import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openOperator } from '../../lib/aws/operator-live.ts';

const stacks = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const ledger = mockClient(DynamoDBClient);
beforeEach(() => {
  for (const client of [stacks, lambda, ledger]) client.reset();
});

const operator = openOperator({ region: 'eu-central-1' });
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('readOutputs', () => {
  test('gives the outputs of a stack by their names', async () => {
    const Outputs = [{ OutputKey: 'Ledger', OutputValue: 't' }];
    const stack = { StackName: 'Nightshift', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' };
    stacks
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ ...stack, StackStatus: 'CREATE_COMPLETE', Outputs }] });

    expect(await operator.readOutputs('Nightshift')).toEqual({ Ledger: 't' });
  });

  test('gives nothing of a stack that is not there', async () => {
    stacks
      .on(DescribeStacksCommand)
      .rejects(named('ValidationError', 'Stack with id Nightshift does not exist'));

    expect(await operator.readOutputs('Nightshift')).toBeUndefined();
  });

  test.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'NoCredentials'],
    ['Error', 'Region is missing', 'NoRegion'],
    ['AccessDenied', 'User x is not authorized', 'AccessDenied'],
  ])('tells %s apart', async (name, message, code) => {
    stacks.on(DescribeStacksCommand).rejects(named(name, message));

    await expect(operator.readOutputs('Nightshift')).rejects.toMatchObject({ code });
  });
});

describe('invoke', () => {
  const answer = (value: unknown, FunctionError?: string) => ({
    Payload: Object.assign(Buffer.from(JSON.stringify(value)), { transformToString: () => '' }),
    ...(FunctionError === undefined ? {} : { FunctionError }),
  });

  test('hands the event over and gives the answer', async () => {
    lambda.on(InvokeCommand).resolves(answer({ kind: 'planned' }));

    expect(await operator.invoke('f', { a: 1 })).toEqual({
      kind: 'answered',
      payload: { kind: 'planned' },
    });
    expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'f',
      Payload: '{"a":1}',
    });
  });

  test('tells how a function broke', async () => {
    const timedOut = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds\nx' };
    lambda.on(InvokeCommand).resolves(answer(timedOut, 'Unhandled'));

    expect(await operator.invoke('f', {})).toEqual({
      kind: 'broke',
      type: 'Sandbox.Timedout',
      message: 'Task timed out after 3.00 seconds',
    });
  });

  test('names the function that cannot be called', async () => {
    lambda.on(InvokeCommand).rejects(named('ResourceNotFoundException', 'Function not found'));

    await expect(operator.invoke('f', {})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'cannot call the function "f": Function not found',
    });
  });
});

describe('readRuns', () => {
  const run = (slot: string) => ({
    job: 'backup',
    slot,
    attempt: 1,
    requestId: 'r',
    startedAt: slot,
    endedAt: slot,
    outcome: { kind: 'succeeded', reason: 'did it', figures: { n: 1 } },
  });
  const item = (slot: string) => marshall({ pk: 'job#backup', sk: `run#${slot}#001`, ...run(slot) });

  test('reads the newest first, page by page, until there are enough', async () => {
    ledger
      .on(QueryCommand)
      .resolvesOnce({ Items: [item('2026-03-07')], LastEvaluatedKey: item('2026-03-07') })
      .resolves({ Items: [item('2026-03-06')], LastEvaluatedKey: item('2026-03-06') });

    const runs = await operator.readRuns({ table: 't', job: 'backup', count: 2 });

    expect(runs).toEqual([run('2026-03-07'), run('2026-03-06')]);
    expect(ledger.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toMatchObject([
      { TableName: 't', ScanIndexForward: false, Limit: 2 },
      { Limit: 1, ExclusiveStartKey: item('2026-03-07') },
    ]);
  });
});
