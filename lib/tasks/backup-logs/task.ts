import type { Task } from '../task.ts';
import { applyBackup } from './apply.ts';
import { type BackupItem, describeItem } from './items.ts';
import { planBackup } from './plan.ts';
import type { BackupLogsPorts } from './ports.ts';
import type { BackupLogsSettings } from './settings.ts';

/** The run-time half of `backup-logs`. */
export const backupLogsTask: Task<BackupLogsSettings, BackupLogsPorts, BackupItem> = {
  name: 'backup-logs',
  plan: planBackup,
  apply: (items, context) => applyBackup(items, context),
  describe: describeItem,
};
