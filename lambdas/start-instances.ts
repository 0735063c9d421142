import { startInstancesPorts } from '../lib/aws/ec2.ts';
import { startInstancesTask } from '../lib/tasks/start-instances/task.ts';
import { taskHandler } from './task-handler.ts';

export const handler = taskHandler(startInstancesTask, (session) => startInstancesPorts(session));
