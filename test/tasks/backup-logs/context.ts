import { type ApplyHooks, applyBackup } from '../../../lib/tasks/backup-logs/apply.ts';
import type { BackupContext } from '../../../lib/tasks/backup-logs/context.ts';
import type { BackupItem } from '../../../lib/tasks/backup-logs/items.ts';
import { planBackup } from '../../../lib/tasks/backup-logs/plan.ts';
import type { BackupLogsSettings } from '../../../lib/tasks/backup-logs/settings.ts';
import type { TaskResult } from '../../../lib/tasks/task.ts';
import { collect } from '../../fakes/context.ts';
import type { FakeS3 } from '../../fakes/s3.ts';

export const FROM = 's3://logs/app/';
export const TO = 's3://vault/copy/app/';

/** A run over the fake, from `s3://logs/app/` to `s3://vault/copy/app/`. */
export function contextOf(s3: FakeS3, settings: Partial<BackupLogsSettings> = {}): BackupContext {
  return {
    jobName: 'nightly',
    settings: { source: FROM, destination: TO, ...settings },
    ports: s3.ports,
    slot: new Date('2026-11-21T02:00:00Z'),
    now: () => new Date('2026-11-21T02:00:05Z'),
    remainingMs: () => 900_000,
    shouldStop: async () => false,
    isLastAttempt: true,
    isByHand: true,
  };
}

export async function planOf(s3: FakeS3, settings: Partial<BackupLogsSettings> = {}): Promise<BackupItem[]> {
  return collect(planBackup(contextOf(s3, settings)));
}

export function backUp(
  s3: FakeS3,
  settings: Partial<BackupLogsSettings> = {},
  hooks: ApplyHooks = {},
): Promise<TaskResult> {
  const context = contextOf(s3, settings);
  return applyBackup(planBackup(context), context, hooks);
}
