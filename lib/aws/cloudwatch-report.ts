import { ServiceError } from '../model/errors.ts';
import type { AppPorts } from '../tasks/app-ports.ts';
import type { ErrorReportPorts, MailPorts, WebhookNews } from '../tasks/error-report/ports.ts';
import { metricDataPorts } from './cloudwatch-read.ts';
import type { AwsSession } from './session.ts';

interface Options {
  readonly cloudwatchEndpoint?: string;
  readonly sesEndpoint?: string;
}

/** Ports of `error-report` but for the rendering, which `lib/report` supplies. */
export function errorReportPorts(
  session: AwsSession,
  app: AppPorts,
  { cloudwatchEndpoint, sesEndpoint }: Options = {},
): Omit<ErrorReportPorts, 'renderReport' | 'renderArchive'> {
  const { state, outbox, publish, jobsOfTask, configurationSet } = app;
  const metrics = metricDataPorts(
    session,
    cloudwatchEndpoint === undefined ? {} : { endpoint: cloudwatchEndpoint },
  );
  return {
    ...metrics,
    sendMail: lazyMail(session, sesEndpoint === undefined ? {} : { endpoint: sesEndpoint }),
    ...{ state, outbox, publish, jobsOfTask, configurationSet },
    postWebhook: (news) => postNews(news, { app, pause: metrics.pause }),
  };
}

/** SES's client is loaded when the first mail is handed over: a slot that is done already needs none. */
function lazyMail(
  session: AwsSession,
  options: { readonly endpoint?: string },
): ErrorReportPorts['sendMail'] {
  let opened: Promise<MailPorts> | undefined;
  return async (mail) => {
    opened ??= import('./ses.ts').then(({ mailPorts }) => mailPorts(session, options));
    return (await opened).sendMail(mail);
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
