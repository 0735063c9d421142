import type { AwsSession } from '../aws/session.ts';
import type { AwsCredentials } from '../model/credentials.ts';
import type { Cli } from './cli.ts';

interface SessionChoice {
  /** An environment; without one, what the AWS tools would use. */
  readonly env?: string | undefined;
  readonly region?: string | undefined;
  /** With a server of one's own any Region will do. */
  readonly hasEndpoint: boolean;
}

/** Credentials for a command that works by hand. They are asked for again when they end. */
export async function openSession(choice: SessionChoice, cli: Cli): Promise<AwsSession> {
  const fallback = choice.region ?? cli.env['AWS_REGION'] ?? cli.env['AWS_DEFAULT_REGION'];
  if (choice.env !== undefined) {
    const { environmentSession } = await import('./sync-environment.ts');
    return environmentSession(choice.env, { fallback, cli });
  }
  const region = fallback ?? (choice.hasEndpoint ? 'us-east-1' : undefined);
  const credentials = variablesOf(cli);
  if (region !== undefined && credentials !== undefined)
    return { region, credentials: async () => credentials };
  const { ambientSession } = await import('../aws/s3-ambient.ts');
  return ambientSession(region === undefined ? {} : { region });
}

/** The AWS tools look at these first, unless a profile is named; found here, the SDK need not be loaded to find them. */
function variablesOf({ env }: Cli): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  if (!accessKeyId || !secretAccessKey || env['AWS_PROFILE']) return undefined;
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) };
}
