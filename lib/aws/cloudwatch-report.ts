import type { ErrorReportPorts } from '../tasks/error-report/ports.ts';
import { metricDataPorts } from './cloudwatch-read.ts';
import { mailPorts } from './ses.ts';
import type { AwsSession } from './session.ts';

interface Options {
  readonly cloudwatchEndpoint?: string;
  readonly sesEndpoint?: string;
}

/** Ports of `error-report` but for the rendering, which `lib/report` supplies. */
export function errorReportPorts(
  session: AwsSession,
  options: Options = {},
): Omit<ErrorReportPorts, 'renderReport'> {
  const { cloudwatchEndpoint, sesEndpoint } = options;
  return {
    ...metricDataPorts(session, cloudwatchEndpoint === undefined ? {} : { endpoint: cloudwatchEndpoint }),
    ...mailPorts(session, sesEndpoint === undefined ? {} : { endpoint: sesEndpoint }),
  };
}
