import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseDuration } from '../model/duration.ts';
import { UsageError } from '../model/errors.ts';
import { readAccount } from '../pulumi-cloud/account.ts';
import { consoleOf, pulumiCloudAddress, readAddress } from '../pulumi-cloud/address.ts';
import { exchangeToken } from '../pulumi-cloud/exchange.ts';
import type { Cli } from './cli.ts';
import { readLogin, writeLogin } from './login-file.ts';
import { readSecretLine } from './login-prompt.ts';

interface LoginOptions {
  readonly oidcToken?: string;
  readonly oidcOrg?: string;
  readonly oidcTeam?: string;
  readonly oidcUser?: string;
  readonly oidcExpiration: string;
}

const help = `
Without --oidc-token the access token is PULUMI_ACCESS_TOKEN, else it is asked for, without being shown; what is piped in
is read as well. It is kept in nightshift/login.json below XDG_CONFIG_HOME or ~/.config, readable by you alone. Environments
in this project's files need no login.`;

/** `login [url]`: logs in to Pulumi Cloud and keeps the access token for the commands that name it as their backend. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[url]', `the address of Pulumi Cloud (default: PULUMI_BACKEND_URL, or ${pulumiCloudAddress})`)
    .option('--oidc-token <token>', 'exchange this OIDC token for an access token; file://PATH reads it')
    .option('--oidc-org <name>', 'the organization that has registered the issuer of the OIDC token')
    .option('--oidc-team <name>', "get a team's access token")
    .option('--oidc-user <login>', "get a user's access token (default: the organization's)")
    .option('--oidc-expiration <duration>', 'how long the access token lives', '2h')
    .addHelpText('after', help)
    .action((url: string | undefined, options: LoginOptions) => login(url, options, cli));
}

async function login(wanted: string | undefined, options: LoginOptions, cli: Cli): Promise<void> {
  const url = readAddress(wanted ?? cli.env['PULUMI_BACKEND_URL'] ?? pulumiCloudAddress);
  const known = readLogin(cli)?.tokens ?? {};
  const token =
    options.oidcToken === undefined ? await askToken(url, cli) : await exchange(url, options, cli);
  const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
  const account = await readAccount({ url, fetch: cli.fetch, accessToken: async () => token, sleep });
  writeLogin({ current: url, tokens: { ...known, [url]: token } }, cli);
  const host = new URL(url).host.replace(/^api\./, '');
  cli.stdout.write(`Logged in to ${host} as ${account.login} (${consoleOf(url)}/${account.login})\n`);
}

async function askToken(url: string, cli: Cli): Promise<string> {
  const given = cli.env['PULUMI_ACCESS_TOKEN'];
  const token =
    given || (await readSecretLine(`Access token for ${url} (${consoleOf(url)}/account/tokens): `, cli));
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(token === '' ? 'no access token was given' : 'that is no access token');
}

async function exchange(url: string, options: LoginOptions, cli: Cli): Promise<string> {
  const { oidcOrg: organization, oidcTeam: team, oidcUser: user, oidcExpiration } = options;
  if (organization === undefined) throw new UsageError('--oidc-token needs --oidc-org NAME');
  if (team !== undefined && user !== undefined) {
    throw new UsageError("name --oidc-team or --oidc-user, not both: the access token is one's own");
  }
  const lifetimeSeconds = parseDuration(oidcExpiration);
  if (lifetimeSeconds === undefined || lifetimeSeconds <= 0) {
    throw new UsageError(`--oidc-expiration: "${oidcExpiration}" is no duration such as 15m or 2h`);
  }
  const as = team !== undefined ? `team:${team}` : user !== undefined ? `user:${user}` : 'organization';
  const subjectToken = readOidcToken(options.oidcToken ?? '', cli);
  return exchangeToken({ url, fetch: cli.fetch, organization, subjectToken, as, lifetimeSeconds });
}

function readOidcToken(given: string, cli: Cli): string {
  if (!given.startsWith('file://')) return given.trim();
  const path = given.slice('file://'.length);
  try {
    return readFileSync(resolve(cli.cwd, path), 'utf8').trim();
  } catch {
    throw new UsageError(`--oidc-token: the file "${path}" cannot be read`);
  }
}
