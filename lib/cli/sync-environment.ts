import type { AwsSession } from '../aws/session.ts';
import { environmentVariables } from '../esc/index.ts';
import type { AwsCredentials } from '../model/credentials.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { neutralContext } from './environment-context.ts';
import { environmentProviders } from './environment-providers.ts';
import { openEnvironmentFile } from './environments.ts';

interface Surroundings {
  readonly fallback: string | undefined;
  readonly cli: Cli;
}

/** A session of an environment's variables; it is opened anew when its credentials end. Throws what opening throws. */
export async function environmentSession(name: string, { fallback, cli }: Surroundings): Promise<AwsSession> {
  let first: ReadonlyMap<string, string> | undefined = await openVariables(name, cli);
  const region = first.get('AWS_REGION') ?? first.get('AWS_DEFAULT_REGION') ?? fallback;
  if (region === undefined)
    throw new UsageError(`environment "${name}" sets no AWS_REGION; give one with --region`);
  const credentials = async () => {
    const variables = first ?? (await openVariables(name, cli));
    first = undefined;
    return readCredentials(name, variables);
  };
  return { region, credentials };
}

async function openVariables(name: string, cli: Cli): Promise<ReadonlyMap<string, string>> {
  const choice = { wanted: name, cwd: cli.cwd };
  const opening = {
    providers: environmentProviders(),
    context: neutralContext,
    mode: 'open',
  } as const;
  const { value } = await openEnvironmentFile(choice, opening);
  return new Map(environmentVariables(value).map(({ name: variable, text }) => [variable, text]));
}

function readCredentials(name: string, variables: ReadonlyMap<string, string>): AwsCredentials {
  const accessKeyId = variables.get('AWS_ACCESS_KEY_ID');
  const secretAccessKey = variables.get('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new UsageError(`environment "${name}" sets no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
  const sessionToken = variables.get('AWS_SESSION_TOKEN');
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
