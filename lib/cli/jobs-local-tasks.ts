import type { AwsSession } from '../model/credentials.ts';
import { handleInvocation, type InvocationInput, type TaskBundle } from '../run/handle-invocation.ts';
import type { AppPorts } from '../tasks/app-ports.ts';
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
  readonly taskPorts: (session: AwsSession, app: AppPorts) => Ports;
}

function localTask<Settings, Ports, Item>(load: () => Promise<TaskParts<Settings, Ports, Item>>): LocalTask {
  return async ({ bundleText, ...invocation }) => {
    const bundle: TaskBundle<Settings> = JSON.parse(bundleText);
    return handleInvocation({ ...invocation, ...(await load()), bundle });
  };
}

/** The ports' own second parameter is for tests; the app's part is not it. */
function ofSession<Ports>(ports: (session: AwsSession) => Ports): (session: AwsSession) => Ports {
  return (session) => ports(session);
}

/** Every task by its name, its code and its clients loaded when it is called: the command line's `lambdas/`. */
export const localTasks: Readonly<Record<string, LocalTask>> = {
  'backup-logs': localTask(async () => ({
    task: (await import('../tasks/backup-logs/task.ts')).backupLogsTask,
    taskPorts: ofSession((await import('../aws/s3.ts')).backupLogsPorts),
  })),
  'stop-instances': localTask(async () => ({
    task: (await import('../tasks/stop-instances/task.ts')).stopInstancesTask,
    taskPorts: ofSession((await import('../aws/ec2.ts')).stopInstancesPorts),
  })),
  'start-instances': localTask(async () => ({
    task: (await import('../tasks/start-instances/task.ts')).startInstancesTask,
    taskPorts: ofSession((await import('../aws/ec2.ts')).startInstancesPorts),
  })),
  'put-metric-data': localTask(async () => {
    const { putMetricDataPorts } = await import('../aws/cloudwatch-put.ts');
    const { sdkCloudWatch } = await import('../aws/cloudwatch-sdk.ts');
    return {
      task: (await import('../tasks/put-metric-data/task.ts')).putMetricDataTask,
      taskPorts: (session) => putMetricDataPorts(sdkCloudWatch(session)),
    };
  }),
  'error-report': localTask(async () => {
    const { errorReportPorts } = await import('../aws/cloudwatch-report.ts');
    const { sdkCloudWatch } = await import('../aws/cloudwatch-sdk.ts');
    const { sdkSendEmail } = await import('../aws/ses-sdk.ts');
    return {
      task: (await import('../tasks/error-report/task.ts')).errorReportTask,
      taskPorts: (session, app) => ({
        ...errorReportPorts({ cloudwatch: sdkCloudWatch(session), sendEmail: sdkSendEmail(session) }, app),
        renderReport: async (report, options) =>
          (await import('../report/rendering.ts')).renderReport(report, options),
        renderArchive: async (report) => (await import('../report/rendering.ts')).renderArchive(report),
      }),
    };
  }),
  'list-buckets': localTask(async () => ({
    task: (await import('../tasks/list-buckets/task.ts')).listBucketsTask,
    taskPorts: ofSession((await import('../aws/buckets.ts')).listBucketsPorts),
  })),
};
