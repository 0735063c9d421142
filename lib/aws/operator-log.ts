import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { ServiceError } from '../model/errors.ts';
import type { LogLine, LogQuery } from './operator.ts';
import { callAsOperator } from './operator-call.ts';

/** The lines of a log group in a span, oldest first; none where nothing was ever logged. */
export async function readLogLines(
  { logGroup, from, to, requestId }: LogQuery,
  place: { readonly region?: string },
): Promise<readonly LogLine[]> {
  const client = new CloudWatchLogsClient(place);
  const call = {
    service: 'logs',
    operation: 'FilterLogEvents',
    message: `cannot read the log "${logGroup}"`,
  };
  const lines: LogLine[] = [];
  let token: string | undefined;
  do {
    const command = new FilterLogEventsCommand({
      logGroupName: logGroup,
      startTime: from.getTime(),
      ...(to === undefined ? {} : { endTime: to.getTime() }),
      ...(requestId === undefined ? {} : { filterPattern: `"${requestId}"` }),
      ...(token === undefined ? {} : { nextToken: token }),
    });
    const page = await callAsOperator(client.send(command), call).catch(noLog);
    for (const { eventId, timestamp = 0, message = '', logStreamName = '' } of page.events ?? []) {
      // The local stack's events have no id; without one all of them would be taken for one line.
      const id = eventId ?? `${logStreamName} ${timestamp} ${message}`;
      lines.push({ id, at: new Date(timestamp).toISOString(), text: message.trimEnd() });
    }
    token = page.nextToken;
  } while (token !== undefined);
  return lines;
}

function noLog(error: unknown): { readonly events?: undefined; readonly nextToken?: undefined } {
  if (error instanceof ServiceError && error.code === ResourceNotFoundException.name) return {};
  throw error;
}
