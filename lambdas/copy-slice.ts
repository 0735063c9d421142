import { backupLogsTask } from '../lib/tasks/backup-logs/task.ts';
import { hostedBackupPorts } from './backup-ports.ts';
import { sliceHandler } from './task-handler.ts';

export const handler = sliceHandler(backupLogsTask, hostedBackupPorts);
