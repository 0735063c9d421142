import { putMetricDataPorts } from '../lib/aws/cloudwatch-put.ts';
import { putMetricDataTask } from '../lib/tasks/put-metric-data/task.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(putMetricDataTask, (session) => putMetricDataPorts(session));
