import type { TaskContext } from '../task.ts';
import type { BackupLogsPorts } from './ports.ts';
import type { BackupLogsSettings } from './settings.ts';

/** What a run of `backup-logs` is given. */
export type BackupContext = TaskContext<BackupLogsSettings, BackupLogsPorts>;
