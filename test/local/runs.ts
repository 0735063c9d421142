import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { dynamoLedger } from '../../lib/aws/ledger.ts';
import { readCallerArn } from '../../lib/aws/operator-caller.ts';
import { openDeadLetterQueue } from '../../lib/aws/operator-dead-letters.ts';
import { openOperatorLedger } from '../../lib/aws/operator-ledger.ts';
import { sdkTable } from '../../lib/aws/table-sdk.ts';
import type { MemoryTables } from '../../lib/local/memory.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import type { Ledger } from '../../lib/run/ledger.ts';
import { planBackfill, runSlots } from '../../lib/run/operations/backfill.ts';
import { cancelRun } from '../../lib/run/operations/cancel.ts';
import type { QueuedMessage } from '../../lib/run/operations/dead-letters.ts';
import { pauseJob, resumeJob } from '../../lib/run/operations/pause.ts';
import { showSlot } from '../../lib/run/operations/show.ts';
import { simulate } from '../run/simulation/simulate.ts';
import { JOB as SIMULATED } from '../run/simulation/world.ts';
import { operationsOn, scheduledEvent } from './operations.ts';

const JOB = 'bucket-inventory';
const schedule = { expression: 'cron(30 5 * * ? *)' };

/** How slots are run and what operators order, on the deployed stack. */
export function testRuns(stackOf: () => LocalStack): void {
  const open = () => {
    const stack = stackOf();
    const config = clientConfig(stack.access);
    const ledger = openOperatorLedger(stack.deployment.ledger, config);
    const ports = { ledger, readCaller: () => readCallerArn(config), now: () => new Date() };
    const operations = operationsOn(stack);
    const invoke = (event: unknown) => operations.invoke(operations.functionOf(JOB), event);
    return { stack, config, ledger, ports, invoke };
  };

  test('a paused job skips its slots with the reason, and runs them again when it is resumed', async () => {
    const { ledger, ports, invoke } = open();
    await pauseJob({ job: JOB, reason: 'the buckets move' }, ports);
    const paused = await invoke(scheduledEvent('2026-01-06T01:00:00Z'));
    await resumeJob({ job: JOB, reason: 'they moved' }, ports);
    const resumed = await invoke(scheduledEvent('2026-01-06T02:00:00Z'));

    expect(paused.payload['outcome']).toMatchObject({
      kind: 'skipped',
      code: 'Paused',
      reason: expect.stringMatching(/^paused by arn:aws:.* the buckets move$/),
    });
    expect(resumed.payload['outcome']).toMatchObject({ kind: 'succeeded' });
    expect(await ledger.readActions(JOB, 2)).toMatchObject([{ kind: 'resume' }, { kind: 'pause' }]);
  });

  test('a slot that comes while another one runs is skipped, and a person may stop the other', async () => {
    const { stack, config, ledger, ports, invoke } = open();
    const slot = '2026-01-06T03:00:00Z';
    const run = { job: JOB, slot, attempt: 1, fence: 1, requestId: 'r', claimedAt: slot } as const;
    const holder = { slot, attempt: 1, requestId: 'r', leaseEndsAt: '2099-01-01T00:00:00Z' };
    const table = dynamoLedger(sdkTable(new DynamoDBClient(config)), stack.deployment.ledger);
    const before = await table.readActive(JOB);
    const fence = before?.fence ?? 0;
    const record = { job: JOB, fence: fence + 1, holder };
    await table.writeSlot({ ...run, state: 'running', leaseEndsAt: holder.leaseEndsAt }, 0, {
      active: { record, expectedFence: fence },
    });
    const second = await invoke(scheduledEvent('2026-01-06T04:00:00Z'));
    const cancelled = await cancelRun({ job: JOB, slot, reason: 'test' }, ports);
    const free = { job: JOB, fence: fence + 2 };
    await table.writeSlot({ ...run, state: 'succeeded', fence: 2, leaseEndsAt: slot }, 1, {
      active: { record: free, expectedFence: fence + 1 },
    });

    expect(second.payload['outcome']).toMatchObject({ kind: 'skipped', code: 'Overlap' });
    expect(cancelled).toEqual({ kind: 'asked', attempt: 1 });
    expect(await table.readCancel(JOB, slot)).toMatchObject({ attempt: 1, reason: 'test' });
    expect(await showSlot({ job: JOB, slot }, ledger)).toMatchObject({ slot: { state: 'succeeded' } });
  });

  test('a backfill runs the days that are not done, and asked for again it has nothing to run', async () => {
    const { ledger, invoke } = open();
    const range = {
      job: JOB,
      schedule,
      from: new Date('2026-01-10T00:00:00Z'),
      until: new Date('2026-01-13T00:00:00Z'),
    };
    const { todo } = await planBackfill(range, ledger);
    const run = (slot: string) => invoke({ nightshift: { mode: 'apply', slot, beside: true } });
    const ended = [];
    for await (const one of runSlots({ slots: todo, parallel: 2, run }))
      ended.push(one.result.payload['outcome']);
    const again = await planBackfill(range, ledger);

    expect(ended).toMatchObject(Array.from({ length: 3 }, () => ({ kind: 'succeeded' })));
    expect(again.todo).toEqual([]);
    expect(again.done.map(({ slot }) => slot)).toEqual(todo);
  });

  test('dead letters can be looked at, put back, and removed', async () => {
    const { stack, config } = open();
    const { deadLetters: QueueUrl } = stack.deployment;
    const queue = openDeadLetterQueue(QueueUrl, config);
    const isOurs = ({ body }: QueuedMessage) => body === 'a letter of this test';
    const ours = async () => {
      const all = await queue.receiveAll();
      await queue.release(all.filter((message) => !isOurs(message)));
      return all.filter(isOurs);
    };
    await new SQSClient(config).send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'a letter of this test' }),
    );
    const [looked] = await ours();
    if (looked !== undefined) await queue.release([looked]);
    const [again] = await ours();
    if (again !== undefined) await queue.remove(again);

    expect([looked?.id, again?.id]).toEqual([expect.any(String), looked?.id]);
    expect(await ours()).toEqual([]);
  });

  test.each([3, 8])('the table answers a simulated job as the one in memory does, seed %i', async (seed) => {
    const { stack, config } = open();
    const table = dynamoLedger(sdkTable(new DynamoDBClient(config)), stack.deployment.ledger);
    let pending = 0;
    const mutate = (memory: Ledger & MemoryTables) =>
      mirrored({ memory, table, job: `simulated-${seed}`, onCall: (count) => (pending += count) });

    const real = await simulate({ seed, slots: 25, mutate, isBusy: () => pending > 0 });
    expect(real).toEqual(await simulate({ seed, slots: 25 }));
    expect(real.violations).toEqual([]);
  });
}

interface Mirrored {
  readonly memory: Ledger & MemoryTables;
  readonly table: Ledger;
  readonly job: string;
  readonly onCall: (count: 1 | -1) => void;
}

/** The real table, under a job's name of its own; what it takes is written into the memory as well, for the judge. */
function mirrored({ memory, table, job, onCall }: Mirrored): Ledger {
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    onCall(1);
    try {
      return await work();
    } finally {
      onCall(-1);
    }
  };
  return {
    ...memory,
    readView: (_job, slot) =>
      call(async () => ({ ...(await table.readView(job, slot)), control: memory.controls.get(SIMULATED) })),
    readSlot: (_job, slot) => call(() => table.readSlot(job, slot)),
    readActive: () => call(() => table.readActive(job)),
    readCancel: memory.readCancel,
    writeSlot: (record, expectedFence, { run, active } = {}) =>
      call(async () => {
        const write = await table.writeSlot({ ...record, job }, expectedFence, {
          ...(run === undefined ? {} : { run: { ...run, job } }),
          ...(active === undefined ? {} : { active: { ...active, record: { ...active.record, job } } }),
        });
        if (write.kind === 'written')
          memory.slots.set(`${SIMULATED} ${record.slot}`, { ...record, job: SIMULATED });
        return write;
      }),
  };
}
