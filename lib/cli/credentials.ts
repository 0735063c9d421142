import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { environmentVariables } from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { readCache, writeCache } from './credentials-cache.ts';
import { addBackendOption, type BackendOptions } from './env-backend-choice.ts';
import { openChosen } from './open-chosen.ts';
import type { LiveOptions } from './run-open.ts';
import { addLiveOptions } from './run-options.ts';
import { readSettings } from './run-settings.ts';

/** Set in what this process starts while it gives credentials (bin/nightshift.ts). */
const askedForCredentials = 'NIGHTSHIFT_ASKED_FOR_CREDENTIALS';

interface CredentialsOptions extends LiveOptions, BackendOptions {
  /** `--no-cache` makes it false. */
  readonly cache: boolean;
}

/** What `credential_process` of the AWS config file expects. */
interface ProcessCredentials {
  readonly Version: 1;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string;
  /** ISO time; without it the caller takes the credentials as lasting. */
  readonly Expiration?: string;
}

/** `credentials ENV`: for a line `credential_process = nightshift credentials ENV` in the AWS config file. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/env, or a file')
    .option('--no-cache', 'open the environment anew, and keep nothing');
  addBackendOption(addLiveOptions(command)).action(
    async (environment: string, options: CredentialsOptions) => {
      refuseCircle(environment, cli);
      const text = await credentials(environment, options, cli);
      if (text !== undefined) cli.stdout.write(`${text}\n`);
    },
  );
}

/** The SDK, asked for the person's own credentials, came back here: it would do so without end. */
function refuseCircle(environment: string, { env }: Cli): void {
  if (env[askedForCredentials] === undefined) return;
  const profile = env['AWS_PROFILE'] ?? 'default';
  throw new UsageError(
    `profile "${profile}" takes its credentials from "nightshift credentials ${environment}", which needs others to begin with: name a profile of your own in it, "credential_process = env AWS_PROFILE=mine nightshift credentials ${environment}", or a token source`,
  );
}

async function credentials(
  environment: string,
  options: CredentialsOptions,
  cli: Cli,
): Promise<string | undefined> {
  const key = cacheKey(environment, options, cli);
  const known = options.cache ? readCache(key, cli) : undefined;
  if (known !== undefined) return known;
  const opened = await openChosen(environment, options, cli);
  if (opened === undefined) return undefined;
  const variables = new Map(environmentVariables(opened.value).map(({ name, text }) => [name, text]));
  const text = JSON.stringify(toProcessCredentials(variables, opened.expiration), undefined, 2);
  if (options.cache && opened.expiration !== undefined) {
    writeCache({ key, text, expiration: opened.expiration }, cli);
  }
  return text;
}

/** All that the credentials depend on: who asks for what, and when the documents last changed. */
function cacheKey(environment: string, options: CredentialsOptions, cli: Cli): string {
  const { root = cli.cwd } = readSettings(cli.cwd);
  const isFile = environment.endsWith('.yaml') || environment.includes('./');
  const changes = isFile
    ? changeTime(resolve(cli.cwd, environment))
    : changeTimes(join(root, 'environments'));
  const source = cli.env['NIGHTSHIFT_TOKEN_SOURCE'] ?? cli.env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const service = ['NIGHTSHIFT_BACKEND', 'PULUMI_BACKEND_URL', 'PULUMI_ACCESS_TOKEN', 'AWS_ENDPOINT_URL'];
  const person = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_DEFAULT_REGION'];
  const parts = [
    root,
    environment,
    options,
    source,
    [...service, ...person].map((name) => cli.env[name]),
    changes,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function changeTimes(folder: string): readonly unknown[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    return files.map((file) => [file, changeTime(join(folder, file))]);
  } catch {
    return [];
  }
}

function changeTime(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function toProcessCredentials(
  variables: ReadonlyMap<string, string>,
  expiration: Date | undefined,
): ProcessCredentials {
  const accessKeyId = variables.get('AWS_ACCESS_KEY_ID');
  const secretAccessKey = variables.get('AWS_SECRET_ACCESS_KEY');
  const sessionToken = variables.get('AWS_SESSION_TOKEN');
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('environmentVariables must set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  return {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken ? { SessionToken: sessionToken } : {}),
    ...(expiration === undefined ? {} : { Expiration: expiration.toISOString() }),
  };
}
