import { backupLogsTask } from '../lib/tasks/backup-logs/task.ts';
import { hostedBackupPorts } from './backup-ports.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(backupLogsTask, hostedBackupPorts);
