import { putMetricDataPorts } from '../lib/aws/cloudwatch-put.ts';
import { signedCloudWatch } from '../lib/aws/cloudwatch-signed.ts';
import { liveHost } from '../lib/aws/signed-exchange.ts';
import { putMetricDataTask } from '../lib/tasks/put-metric-data/task.ts';
import { endpointOf, taskHandler } from './task-handler.ts';

export const handler = taskHandler(putMetricDataTask, (session) =>
  putMetricDataPorts(signedCloudWatch(liveHost(session, endpointOf('CLOUDWATCH')))),
);
