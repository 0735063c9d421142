import { DocumentError, ServiceError } from '../model/errors.ts';
import { readDiagnostics } from './diagnostics.ts';
import { readObject, textAt } from './json.ts';

/** Which call failed, for the message. */
interface FailedCall {
  readonly message: string;
  readonly method: string;
}

/** What the service answered, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Nobody answered: no connection, no answer in time, or a redirection, which is not followed with a token. */
export function networkFailure(url: string, { message, method }: FailedCall): ServiceError {
  const text = `${message}: no answer from ${new URL(url).origin}`;
  return new ServiceError({
    code: 'NetworkError',
    service: 'pulumi-cloud',
    operation: method,
    message: text,
  });
}

/** An answer that is no 2xx as an error: a 400 that lists mistakes as DocumentError, all else as ServiceError. */
export function failureOf(answer: Answer, call: FailedCall, token: string): DocumentError | ServiceError {
  const { status } = answer;
  const body = readObject(answer.text);
  const diagnostics = status === 400 ? readDiagnostics(body) : [];
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    return new DocumentError(
      diagnostics.map(({ environment, summary, ...place }) => ({
        ...place,
        file: environment,
        message: summary.replaceAll(token, '[token]'),
      })),
    );
  }
  const said = firstLine(textAt(body, 'message') ?? '').replaceAll(token, '[token]');
  const reason = [said === '' ? `the service answered ${status}` : said, advice(answer)].filter(Boolean);
  return new ServiceError({
    code: codes[status] ?? (status >= 500 ? 'PulumiCloudUnavailable' : `HTTP${status}`),
    service: 'pulumi-cloud',
    operation: call.method,
    message: `${call.message}: ${reason.join('; ')}`,
    status,
  });
}

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'PulumiCloudNotFound',
  409: 'Conflict',
  412: 'Conflict',
  429: 'TooManyRequests',
};

function advice({ status, headers }: Answer): string {
  if (status === 401) return 'log in anew with "nightshift login", or set PULUMI_ACCESS_TOKEN';
  if (status === 429) return 'the service limits how often it may be asked; try again later';
  const id = headers.get('x-pulumi-request-id');
  return status >= 500 && id !== null && /^[\w-]{1,64}$/.test(id) ? `request id ${id}` : '';
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 300) ?? '';
}
