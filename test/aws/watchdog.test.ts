import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readDeployedJobs } from '../../lib/aws/watchdog/deployed-jobs.ts';
import { readLastLine } from '../../lib/aws/watchdog/log-line.ts';
import { dynamoWatchRows } from '../../lib/aws/watchdog/watch-rows.ts';
import { beginWatch, type Incident } from '../../lib/run/watchdog/job-watch.ts';

const dynamo = mockClient(DynamoDBClient);
const stacks = mockClient(CloudFormationClient);
const logs = mockClient(CloudWatchLogsClient);
const now = new Date('2026-03-06T17:00:00Z');
const watch = beginWatch({ job: 'nightly', fingerprint: 'f', now });
const row = {
  job: 'nightly',
  slot: '2026-03-06T16:00:00Z',
  state: 'running',
  attempt: 1,
  fence: 1,
  requestId: 'request-1',
  claimedAt: '2026-03-06T16:00:02Z',
  leaseEndsAt: '2026-03-06T16:16:02Z',
} as const;
const incident: Incident = {
  job: 'nightly',
  kind: 'not-started',
  slot: '2026-03-06T16:00:00Z',
  lastSlot: '2026-03-06T16:00:00Z',
  slots: 1,
  openedAt: '2026-03-06T16:16:00.000Z',
  finding: 'it should have started by 2026-03-06T16:15:00Z',
  advice: 'look',
};

beforeEach(() => {
  for (const client of [dynamo, stacks, logs]) client.reset();
});

test('slots are read from the table itself, page by page, and only those of the range', async () => {
  const item = marshall({ pk: 'job#nightly', sk: 'slot#x', ...row });
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [item], LastEvaluatedKey: { pk: { S: 'x' } } })
    .resolvesOnce({ Items: [item] });

  const slots = await dynamoWatchRows(new DynamoDBClient({}), 'ledger').readSlots('nightly', row.slot);

  expect(slots).toEqual([row, row]);
  expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    TableName: 'ledger',
    ConsistentRead: true,
    ExpressionAttributeValues: {
      ':pk': { S: 'job#nightly' },
      ':from': { S: 'slot#2026-03-06T16:00:00Z' },
    },
  });
});

test('what was seen of a job and its incidents are written all or not at all, over the version that was read', async () => {
  dynamo.on(TransactWriteItemsCommand).resolves({});

  const rows = dynamoWatchRows(new DynamoDBClient({}), 'ledger');
  const done = await rows.write({ ...watch, version: 7 }, [incident]);

  expect(done).toBe(true);
  const [own, told] = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems ?? [];
  expect(own?.Put).toMatchObject({
    Item: { pk: { S: 'watch' }, sk: { S: 'job#nightly' }, version: { N: '7' } },
    ConditionExpression: 'version = :before',
    ExpressionAttributeValues: { ':before': { N: '6' } },
  });
  expect(told?.Put?.Item).toMatchObject({
    pk: { S: 'watch' },
    sk: { S: 'incident#2026-03-06T16:16:00.000Z#nightly#not-started#2026-03-06T16:00:00Z' },
    kind: { S: 'not-started' },
  });
});

test('a look that was overtaken writes nothing and says so', async () => {
  const overtaken = new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
  });
  dynamo.on(TransactWriteItemsCommand).rejects(overtaken);

  expect(await dynamoWatchRows(new DynamoDBClient({}), 'ledger').write({ ...watch, version: 1 }, [])).toBe(
    false,
  );
});

test('what is remembered comes back as it was written', async () => {
  dynamo.on(QueryCommand).resolves({
    Items: [{ pk: { S: 'watch' }, sk: { S: 'job#nightly' }, watch: { S: JSON.stringify(watch) } }],
  });

  expect(await dynamoWatchRows(new DynamoDBClient({}), 'ledger').readWatches()).toEqual([watch]);
});

test('jobs are those of the deployed stacks, and a stack that is being deployed is told apart', async () => {
  const output = (job: string) => ({
    OutputKey: `Job${job}Output`,
    OutputValue: JSON.stringify({
      job,
      functionName: `fn-${job}`,
      logGroup: `logs-${job}`,
      watch: { schedule: { expression: 'rate(1 hour)' }, policy: {}, timeoutSeconds: 60 },
    }),
  });
  const times = { CreationTime: now };
  const ended = { ...times, StackName: 'Nightshift-Jobs-1', StackStatus: 'UPDATE_COMPLETE' } as const;
  const going = { ...times, StackName: 'Nightshift-Jobs-2', StackStatus: 'UPDATE_IN_PROGRESS' } as const;
  stacks
    .on(DescribeStacksCommand)
    .resolvesOnce({ Stacks: [{ ...ended, Outputs: [output('a'), { OutputKey: 'Other' }] }] })
    .resolvesOnce({ Stacks: [{ ...going, Outputs: [output('b')] }] })
    .rejectsOnce(
      Object.assign(new Error('Stack with id Nightshift-Jobs-3 does not exist'), { name: 'ValidationError' }),
    );

  const jobs = await readDeployedJobs(new CloudFormationClient({}), 'Nightshift');

  expect(jobs).toMatchObject([
    {
      functionName: 'fn-a',
      logGroup: 'logs-a',
      watched: { name: 'a', stack: 'Nightshift-Jobs-1', isChanging: false },
    },
    { watched: { name: 'b', stack: 'Nightshift-Jobs-2', isChanging: true } },
  ]);
});

test('stacks that cannot be read fail the look: no job must be taken for one that is gone', async () => {
  stacks.on(DescribeStacksCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }));

  await expect(readDeployedJobs(new CloudFormationClient({}), 'Nightshift')).rejects.toMatchObject({
    code: 'Throttling',
    message: 'cannot read the stack "Nightshift-Jobs-1": Rate exceeded',
  });
});

test('the last line of a run’s log is found by its request, through all pages', async () => {
  logs
    .on(FilterLogEventsCommand)
    .resolvesOnce({ events: [{ message: 'first' }], nextToken: 'more' })
    .resolvesOnce({ events: [{ message: 'request-1 Task timed out after 900.00 seconds\n' }] });

  const line = await readLastLine(new CloudWatchLogsClient({}), { logGroup: 'logs', row, now });

  expect(line).toBe('request-1 Task timed out after 900.00 seconds');
  expect(logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input).toMatchObject({
    logGroupName: 'logs',
    filterPattern: '"request-1"',
    startTime: Date.parse('2026-03-06T15:59:02Z'),
  });
});

test('a log that cannot be read costs the alarm its line and nothing else', async () => {
  logs.on(FilterLogEventsCommand).rejects(new Error('AccessDenied'));

  const line = await readLastLine(new CloudWatchLogsClient({}), { logGroup: 'logs', row: undefined, now });

  expect(line).toBeUndefined();
});
