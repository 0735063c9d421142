import { awsProviders } from '../aws/sts-providers.ts';
import type { PlainValue, Provider, Value } from '../esc/index.ts';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError } from '../model/errors.ts';
import { audienceFor } from '../oidc/claims.ts';
import type { Decrypt } from '../run/open-session.ts';
import type { TokenSource } from '../run/providers/token-source.ts';
import type { Cli } from './cli.ts';
import { shellDecrypter } from './env-secrets.ts';
import { findEnvironment, isFileName } from './environment-place.ts';
import { openEnvironmentFile } from './environments.ts';
import { diagnoser } from './run-diagnose.ts';
import { type ProjectSettings, readSettings } from './run-settings.ts';
import { chooseTokenSource } from './run-tokens.ts';

/** How an environment is opened by hand; what is left out is read from `jobs.yaml` and the shell. */
export interface LiveOptions {
  readonly tokenSource?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly organization?: string;
  readonly account?: string;
  readonly region?: string;
  /** How long what Pulumi Cloud opened can be read there. */
  readonly lifetime?: string;
}

export interface LiveEnvironment {
  readonly value: Value | undefined;
  /** When the first of its credentials expires. */
  readonly expiration?: Date;
}

/**
 * Opens an environment with the providers of AWS. Mistakes in a document throw DocumentError, and nothing was called;
 * where only a provider failed, its error is printed at its place, the exit code is 1, and the answer is undefined.
 */
export async function openLive(
  wanted: string,
  options: LiveOptions,
  cli: Cli,
): Promise<LiveEnvironment | undefined> {
  const place = readPlace(wanted, options, cli);
  const failures: string[] = [];
  const expirations: Date[] = [];
  const providers = liveProviders(place, { failures, expirations, cli });
  const decrypt = collecting(shellDecrypter(cli), failures);
  const choice = { wanted, cwd: cli.cwd };
  try {
    const context = await readContext(choice, { place, providers, cli });
    const { value, warnings } = await openEnvironmentFile(choice, {
      providers,
      context,
      decrypt,
      mode: 'open',
    });
    for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
    const first = expirations.sort((a, b) => a.getTime() - b.getTime())[0];
    return { value, ...(first === undefined ? {} : { expiration: first }) };
  } catch (error) {
    if (!(error instanceof DocumentError) || !isOnlyOf(failures, error.diagnostics)) throw error;
    for (const diagnostic of error.diagnostics) cli.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    cli.exitCode = 1;
    return undefined;
  }
}

interface Place {
  readonly environment: string;
  readonly organization: string | undefined;
  readonly audience: string | undefined;
  readonly region: string;
  readonly options: LiveOptions;
  readonly settings: ProjectSettings;
}

function readPlace(wanted: string, options: LiveOptions, cli: Cli): Place {
  const settings = readSettings(cli.cwd);
  const { organization: named, name } = findEnvironment({ wanted, cwd: cli.cwd });
  const organization = options.organization ?? named ?? settings.organization;
  // A file on its own has no project; its tokens are taken as those of one.
  const rootEnvironment = isFileName(wanted) ? './' : name;
  const audience = organization && audienceFor({ organization, rootEnvironment });
  const region = options.region ?? cli.env['AWS_REGION'] ?? cli.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  return { environment: name, organization, audience, region, options, settings };
}

function collecting(decrypt: Decrypt, failures: string[]): Decrypt {
  return (ciphertext, environment) =>
    decrypt(ciphertext, environment).catch((error: unknown) => {
      failures.push(error instanceof Error ? error.message : String(error));
      throw error;
    });
}

interface Collected {
  readonly failures: string[];
  readonly expirations: Date[];
  readonly cli: Cli;
}

function liveProviders(
  place: Place,
  { failures, expirations, cli }: Collected,
): Readonly<Record<string, Provider>> {
  const { region, options, environment, organization = '', audience = '' } = place;
  const choice = { ...options, appRegion: options.region, environment, region, organization, audience };
  const tokens = chooseTokenSource(choice, cli);
  return awsProviders({
    tokens,
    expected: expectedOf(tokens, place),
    region,
    endpoints: { all: cli.env['AWS_ENDPOINT_URL'], sts: cli.env['AWS_ENDPOINT_URL_STS'] },
    diagnose: diagnoser(region, cli),
    onFailure: (error) => failures.push(error instanceof Error ? error.message : String(error)),
    onExpiration: (expiration) => expirations.push(expiration),
    fetch: cli.fetch,
    now: cli.now,
  });
}

/** A token of our issuer must say what we expect; a file's only what was asked for, since it is not ours. */
function expectedOf({ kind }: TokenSource, { options, settings, audience }: Place) {
  const isOurs = kind === 'issuer' || kind === 'command';
  const issuer = options.issuer ?? (isOurs ? settings.issuerUrl : undefined);
  const wantedAudience = options.audience ?? (kind === 'file' ? undefined : audience);
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(wantedAudience === undefined ? {} : { audience: wantedAudience }),
  };
}

interface Reading {
  readonly place: Place;
  readonly providers: Readonly<Record<string, Provider>>;
  readonly cli: Cli;
}

/** What `${context…}` reaches. The account is asked for only where a document names it. */
async function readContext(choice: { wanted: string; cwd: string }, reading: Reading): Promise<PlainValue> {
  const { place, providers, cli } = reading;
  const { region, options, organization = 'nightshift' } = place;
  const pulumi = { user: { login: 'nightshift', id: 'nightshift' }, organization: { login: organization } };
  const context = { pulumi, aws: { region } };
  if (options.account !== undefined) return { pulumi, aws: { region, account: options.account } };
  if (!(await needsAccount(choice, { providers, context }))) return context;
  const { readCallerAccount } = await import('../aws/sts.ts');
  const endpoint = cli.env['AWS_ENDPOINT_URL_STS'] ?? cli.env['AWS_ENDPOINT_URL'];
  const account = await readCallerAccount({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  return { pulumi, aws: { region, account } };
}

async function needsAccount(
  choice: { wanted: string; cwd: string },
  opening: { providers: Readonly<Record<string, Provider>>; context: PlainValue },
): Promise<boolean> {
  try {
    await openEnvironmentFile(choice, { ...opening, mode: 'check' });
    return false;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const isAccount = ({ message }: Diagnostic) => message.startsWith('unknown property "account"');
    if (!error.diagnostics.some(isAccount)) throw error;
    return true;
  }
}

function isOnlyOf(failures: readonly string[], diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .every(({ message }) => failures.some((failure) => message.includes(failure)));
}
