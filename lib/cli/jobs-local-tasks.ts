import type { AwsSession } from '../model/credentials.ts';
import { handleInvocation, type InvocationInput, type TaskBundle } from '../run/handle-invocation.ts';
import type { Task } from '../tasks/task.ts';
import type { JobAnswer } from './jobs-answer.ts';

/** An invocation of a job in this process; the settings are in the bundle's text, as a function reads it. */
export type LocalInvocation = Omit<
  InvocationInput<unknown, unknown, unknown>,
  'task' | 'taskPorts' | 'bundle'
> & {
  readonly bundleText: string;
};

/** Runs an invocation with a task's own code and its live ports. */
type LocalTask = (invocation: LocalInvocation) => Promise<JobAnswer>;

interface TaskParts<Settings, Ports, Item> {
  readonly task: Task<Settings, Ports, Item>;
  readonly taskPorts: (session: AwsSession) => Ports;
}

function localTask<Settings, Ports, Item>(load: () => Promise<TaskParts<Settings, Ports, Item>>): LocalTask {
  return async ({ bundleText, ...invocation }) => {
    const bundle: TaskBundle<Settings> = JSON.parse(bundleText);
    return handleInvocation({ ...invocation, ...(await load()), bundle });
  };
}

/** Every task by its name, its code and its clients loaded when it is called: the command line's `lambdas/`. */
export const localTasks: Readonly<Record<string, LocalTask>> = {
  'backup-logs': localTask(async () => ({
    task: (await import('../tasks/backup-logs/task.ts')).backupLogsTask,
    taskPorts: (await import('../aws/s3.ts')).backupLogsPorts,
  })),
  'stop-instances': localTask(async () => ({
    task: (await import('../tasks/stop-instances/task.ts')).stopInstancesTask,
    taskPorts: (await import('../aws/ec2.ts')).stopInstancesPorts,
  })),
  'start-instances': localTask(async () => ({
    task: (await import('../tasks/start-instances/task.ts')).startInstancesTask,
    taskPorts: (await import('../aws/ec2.ts')).startInstancesPorts,
  })),
  'put-metric-data': localTask(async () => ({
    task: (await import('../tasks/put-metric-data/task.ts')).putMetricDataTask,
    taskPorts: (await import('../aws/cloudwatch-put.ts')).putMetricDataPorts,
  })),
  'error-report': localTask(async () => {
    const { errorReportPorts } = await import('../aws/cloudwatch-report.ts');
    return {
      task: (await import('../tasks/error-report/task.ts')).errorReportTask,
      taskPorts: (session) => ({
        ...errorReportPorts(session),
        renderReport: async (report) => (await import('../report/render.ts')).renderReport(report),
      }),
    };
  }),
  'list-buckets': localTask(async () => ({
    task: (await import('../tasks/list-buckets/task.ts')).listBucketsTask,
    taskPorts: (await import('../aws/buckets.ts')).listBucketsPorts,
  })),
};
