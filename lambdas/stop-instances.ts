import { stopInstancesPorts } from '../lib/aws/ec2.ts';
import { stopInstancesTask } from '../lib/tasks/stop-instances/task.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(stopInstancesTask, (session) => stopInstancesPorts(session));
