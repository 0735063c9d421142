import { ServiceError } from '../model/errors.ts';
import type { AppPorts } from '../tasks/app-ports.ts';
import type { ErrorReportPorts, WebhookNews } from '../tasks/error-report/ports.ts';
import type { CloudWatchCalls } from './cloudwatch-calls.ts';
import { metricDataPorts } from './cloudwatch-read.ts';
import { mailPorts } from './ses.ts';
import type { SendEmail } from './ses-calls.ts';

/** The two services of a report. */
export interface ReportServices {
  readonly cloudwatch: CloudWatchCalls;
  readonly sendEmail: SendEmail;
}

/** Ports of `error-report` but for the rendering, which `lib/report` supplies. */
export function errorReportPorts(
  { cloudwatch, sendEmail }: ReportServices,
  app: AppPorts,
): Omit<ErrorReportPorts, 'renderReport' | 'renderArchive'> {
  const { state, outbox, publish, jobsOfTask, configurationSet } = app;
  const metrics = metricDataPorts(cloudwatch);
  return {
    ...metrics,
    ...mailPorts(sendEmail),
    ...{ state, outbox, publish, jobsOfTask, configurationSet },
    postWebhook: (news) => postNews(news, { app, pause: metrics.pause }),
  };
}

interface WebhookHost {
  readonly app: AppPorts;
  readonly pause: ErrorReportPorts['pause'];
}

/** The address is looked up only now, and stays here. */
async function postNews(
  { kind, variable, ...message }: WebhookNews,
  { app, pause }: WebhookHost,
): Promise<void> {
  const url = app.variable(variable);
  if (url === undefined || url === '') {
    throw new ServiceError({
      code: 'WebhookAddress',
      message: `the environment sets no variable "${variable}" for the webhook`,
      service: 'webhook',
      operation: 'post',
    });
  }
  const { postWebhook } = await import('./webhook.ts');
  const link = { url: message.link, label: 'Open the report' };
  await postWebhook({ name: variable, kind, url, message: { ...message, link } }, { fetch, pause });
}
