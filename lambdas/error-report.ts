import { errorReportPorts } from '../lib/aws/cloudwatch-report.ts';
import { signedCloudWatch } from '../lib/aws/cloudwatch-signed.ts';
import { signedSendEmail } from '../lib/aws/ses-signed.ts';
import { liveHost } from '../lib/aws/signed-exchange.ts';
import { errorReportTask } from '../lib/tasks/error-report/task.ts';
import { endpointOf, taskHandler } from './task-handler.ts';

const beside = async (file: string) =>
  (await import('node:fs/promises')).readFile(new URL(`./${file}`, import.meta.url));

/** The renderer and the font lie beside the code (the catalog names them); both are read only when a chart is drawn. */
const loadChartAssets = async () => {
  const [wasm, font] = await Promise.all([beside('charts.wasm'), beside('charts.woff2')]);
  return { wasm, fonts: [font] };
};

export const handler = taskHandler(errorReportTask, (session, app) => {
  const services = {
    cloudwatch: signedCloudWatch(liveHost(session, endpointOf('CLOUDWATCH'))),
    sendEmail: signedSendEmail(liveHost(session, endpointOf('SESV2'))),
  };
  // Not before a report is to be made, since a slot that is done needs none; then while CloudWatch is still asked.
  const loading = import('../lib/report/rendering.ts');
  loading.catch(() => {});
  return {
    ...errorReportPorts(services, app),
    renderReport: async (report, options) =>
      (await loading).renderReport(report, { ...options, loadChartAssets }),
    renderArchive: async (report) => (await loading).renderArchive(report),
  };
});
