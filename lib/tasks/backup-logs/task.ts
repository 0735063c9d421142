import type { Task } from '../task.ts';
import { copySlice } from './copy-slice.ts';
import { applyAtScale } from './distribute.ts';
import { type BackupItem, describeItem } from './items.ts';
import { planBackup } from './plan.ts';
import type { BackupLogsPorts } from './ports.ts';
import type { BackupLogsSettings } from './settings.ts';

/** The run-time half of `backup-logs`. */
export const backupLogsTask: Task<BackupLogsSettings, BackupLogsPorts, BackupItem> = {
  name: 'backup-logs',
  plan: planBackup,
  apply: applyAtScale,
  applySlice: copySlice,
  describe: describeItem,
};
