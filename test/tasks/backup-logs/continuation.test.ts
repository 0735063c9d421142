import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyBackup } from '../../../lib/tasks/backup-logs/apply.ts';
import { planBackup } from '../../../lib/tasks/backup-logs/plan.ts';
import type { BackupLogsSettings } from '../../../lib/tasks/backup-logs/settings.ts';
import type { TaskResult } from '../../../lib/tasks/task.ts';
import { type FakeS3, fakeS3, s3Error } from '../../fakes/s3.ts';
import { contextOf, FROM, TO } from './context.ts';

/** Invocation after invocation, each so many calls long, until the run is done; the last result and how many there were. */
async function runAll(s3: FakeS3, settings: Partial<BackupLogsSettings>, callsEach: readonly number[]) {
  let checkpoint: string | undefined;
  for (let invocation = 0; invocation < 200; invocation += 1) {
    const end = s3.calls.length + (callsEach[invocation % callsEach.length] ?? 1);
    const context = {
      ...contextOf(s3, settings),
      remainingMs: () => (s3.calls.length >= end ? 1_000 : 900_000),
      saveCheckpoint: async (text: string) => {
        checkpoint = text;
      },
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
    const result: TaskResult = await applyBackup(planBackup(context), context);
    if (result.kind !== 'unfinished') return { result, invocations: invocation + 1 };
  }
  throw new Error('the run never ended');
}

function seeded(count: number): FakeS3 {
  const s3 = fakeS3();
  s3.pageSize = 7;
  for (let index = 0; index < count; index += 1)
    s3.put(`${FROM}key-${String(index).padStart(3, '0')}`, `body ${index}`);
  return s3;
}

describe('a backup over several invocations', () => {
  test('copies every object once, and its figures are those of one long run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 8, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 8 }),
        async (callsEach, concurrency) => {
          const s3 = seeded(60);
          for (let index = 0; index < 60; index += 3)
            s3.put(`${TO}key-${String(index).padStart(3, '0')}`, `body ${index}`);
          const { result } = await runAll(s3, { concurrency }, callsEach);

          expect(result).toMatchObject({
            kind: 'succeeded',
            figures: { objectsListed: 60, objectsSame: 20, objectsCopied: 40, objectsFailed: 0 },
          });
          expect(s3.count('copyObject')).toBe(40);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes several invocations where the time is short', async () => {
    const { invocations, result } = await runAll(seeded(60), { concurrency: 2 }, [12]);

    expect(invocations).toBeGreaterThan(4);
    expect(result.reason).toBe('copied 60 objects (410 B), 0 were backed up already');
  });

  test('goes on with the parts of an object that was half copied', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}big`, 'x'.repeat(64 * 1024 * 1024));
    const settings = { multipartThresholdBytes: 5_242_880, multipartPartBytes: 5_242_880, concurrency: 2 };
    const { result, invocations } = await runAll(s3, settings, [9]);

    expect(invocations).toBeGreaterThan(1);
    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 1 } });
    expect(s3.count('startUpload')).toBe(1);
    expect(s3.count('copyPart')).toBeLessThanOrEqual(13);
    expect(s3.uploads.size).toBe(0);
  });

  test('deletes last of all, and counts each deletion once', async () => {
    const s3 = seeded(30);
    for (let index = 0; index < 20; index += 1) s3.put(`${TO}old-${String(index).padStart(2, '0')}`, 'old');
    const { result, invocations } = await runAll(s3, { concurrency: 2, delete: true }, [15]);

    expect(invocations).toBeGreaterThan(3);
    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 30, objectsDeleted: 20 } });
  });

  test('ends as failed, after all the rest was copied, where an early key failed', async () => {
    const s3 = seeded(40);
    s3.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('key-003')) throw s3Error('AccessDenied', 403);
    };
    const { result } = await runAll(s3, { concurrency: 2 }, [10]);

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'AccessDenied',
      figures: { objectsCopied: 39, objectsFailed: 1 },
    });
  });

  test('is not repeated where an invocation’s time does not suffice for anything', async () => {
    const { result, invocations } = await runAll(seeded(60), { concurrency: 2 }, [12, 1]);

    expect(invocations).toBe(2);
    expect(result).toMatchObject({ kind: 'failed', code: 'OutOfTime' });
  });

  test('does not go on from a checkpoint of other settings', async () => {
    const s3 = seeded(20);
    let checkpoint = '';
    const save = async (text: string) => {
      checkpoint = text;
    };
    const short = {
      ...contextOf(s3, { concurrency: 1 }),
      remainingMs: () => (s3.calls.length > 8 ? 1_000 : 900_000),
      saveCheckpoint: save,
    };
    await applyBackup(planBackup(short), short);
    const other = { ...contextOf(s3, { exclude: ['*5'] }), checkpoint, saveCheckpoint: save };

    expect(await applyBackup(planBackup(other), other)).toMatchObject({ figures: { objectsListed: 18 } });
  });
});
