import type { AwsSession } from '../aws/session.ts';
import { environmentVariables } from '../esc/index.ts';
import type { AwsCredentials } from '../model/credentials.ts';
import { ServiceError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { type LiveEnvironment, openLive } from './run-open.ts';

interface Surroundings {
  readonly fallback: string | undefined;
  readonly cli: Cli;
}

/** A session of an environment's variables; it is opened anew when its credentials end. Throws what opening throws. */
export async function environmentSession(name: string, { fallback, cli }: Surroundings): Promise<AwsSession> {
  const open = () => openVariables(name, cli);
  let first: Opened | undefined = await open();
  const region = first.variables.get('AWS_REGION') ?? first.variables.get('AWS_DEFAULT_REGION') ?? fallback;
  if (region === undefined)
    throw new UsageError(`environment "${name}" sets no AWS_REGION; give one with --region`);
  // What is missing is said before any work begins.
  readCredentials(name, first);
  const credentials = async () => {
    const opened = first ?? (await open());
    first = undefined;
    return readCredentials(name, opened);
  };
  return { region, credentials };
}

interface Opened extends Pick<LiveEnvironment, 'expiration'> {
  readonly variables: ReadonlyMap<string, string>;
}

async function openVariables(name: string, cli: Cli): Promise<Opened> {
  // Its login is asked for where `run` asks: --region is the work's.
  const opened = await openLive(name, {}, cli);
  if (opened === undefined) {
    const call = { service: 'environment', operation: 'open', code: 'LoginFailed' };
    throw new ServiceError({ ...call, message: `environment "${name}" gives no credentials` });
  }
  const { value, expiration } = opened;
  const variables = new Map(environmentVariables(value).map(({ name: variable, text }) => [variable, text]));
  return { variables, ...(expiration === undefined ? {} : { expiration }) };
}

function readCredentials(name: string, { variables, expiration }: Opened): AwsCredentials {
  const accessKeyId = variables.get('AWS_ACCESS_KEY_ID');
  const secretAccessKey = variables.get('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new UsageError(`environment "${name}" sets no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
  const sessionToken = variables.get('AWS_SESSION_TOKEN');
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
  };
}
