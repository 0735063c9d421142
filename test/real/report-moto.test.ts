import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { jest } from '@jest/globals';
import { putMetricDataPorts } from '../../lib/aws/cloudwatch-put.ts';
import { errorReportPorts } from '../../lib/aws/cloudwatch-report.ts';
import { signedCloudWatch } from '../../lib/aws/cloudwatch-signed.ts';
import { signedSendEmail } from '../../lib/aws/ses-signed.ts';
import { liveHost } from '../../lib/aws/signed-exchange.ts';
import { memoryApp } from '../../lib/local/memory.ts';
import { renderArchive } from '../../lib/report/archive.ts';
import { renderReport } from '../../lib/report/render.ts';
import type { ErrorReportSettings } from '../../lib/tasks/error-report/definition.ts';
import type { ErrorReportPorts } from '../../lib/tasks/error-report/ports.ts';
import { errorReportTask } from '../../lib/tasks/error-report/task.ts';
import { putMetricDataTask } from '../../lib/tasks/put-metric-data/task.ts';
import { loadChartAssets } from '../fakes/chart-assets.ts';
import { sampleQueries } from '../fakes/cloudwatch.ts';
import { taskContext } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';
import { type MotoServer, motoMissing, startMoto } from './moto-server.ts';

jest.setTimeout(120_000);
const missing = motoMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);
const suite = missing === undefined ? describe : describe.skip;

const from = 'reports@acme.example';
const dimensions = { FunctionName: 'helloWorld' };
const datum = (metricName: string, value: number, time: string) =>
  ({ metricName, dimensions, value, unit: 'Count', timestamp: `yesterday ${time}` }) as const;

suite(`the report on moto, which answers metric math with nothing${missing === undefined ? '' : ` (${missing})`}`, () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
    const credentials = await fakeSession.credentials();
    const ses = new SESv2Client({ region: fakeSession.region, credentials, endpoint: moto.endpoint });
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: from }));
  });

  afterAll(() => moto.stop());

  it("publishes document 000's data, reads them back and mails 0.45 = 9/20 with a chart", async () => {
    const slot = new Date().toISOString();
    const data = [
      datum('Invocations', 10, '04:00:10'),
      datum('Invocations', 10, '04:03:00'),
      datum('Errors', 9, '04:02:00'),
      datum('Errors', 1, '04:20:00'),
    ];
    // As the functions ask.
    const host = liveHost(fakeSession, moto.endpoint);
    const cloudwatch = signedCloudWatch(host);
    const ports = putMetricDataPorts(cloudwatch);
    const putting = taskContext({ settings: { namespace: 'pulumiDemo', data }, ports, slot });
    await putMetricDataTask.apply(putMetricDataTask.plan(putting), putting);

    const app = { ...memoryApp('test-job'), variable: () => undefined, jobsOfTask: ['test-job'] };
    const reporting = taskContext<ErrorReportSettings, ErrorReportPorts>({
      slot,
      settings: { queries: sampleQueries, window: 'yesterday', from, to: ['ops@acme.example'] },
      ports: {
        ...errorReportPorts({ cloudwatch, sendEmail: signedSendEmail(host) }, app),
        renderReport: (report, options) => renderReport(report, { ...options, loadChartAssets }),
        renderArchive: async (report) => renderArchive(report),
      },
    });
    const result = await errorReportTask.apply(errorReportTask.plan(reporting), reporting);

    expect(result).toMatchObject({
      kind: 'succeeded',
      reason: 'ErrorRate 0.45 = 9/20',
      figures: { errorRate: 0.45, errors: 9, total: 20, points: 1, mailsSent: 1 },
    });
    expect(result.details?.[0]).toMatch(/^mail \S+ to ops@acme\.example$/);
    expect(result.details?.join('\n')).toContain('computed by Nightshift from the raw series');
  });
});
