import { errorReportPorts } from '../lib/aws/cloudwatch-report.ts';
import { errorReportTask } from '../lib/tasks/error-report/task.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(errorReportTask, (session) => ({
  ...errorReportPorts(session),
  // Loaded only when a report is to be mailed: a slot that is done already needs no renderer.
  renderReport: async (report) => (await import('../lib/report/render.ts')).renderReport(report),
}));
