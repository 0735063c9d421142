import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { readAddress } from '../pulumi-cloud/address.ts';
import type { Cli } from './cli.ts';
import { readLogin, type StoredLogin, writeLogin } from './login-file.ts';
import { cloudAddress } from './pulumi-cloud.ts';

/** `logout [url]`: forgets the access token that `login` keeps. It stays valid: revoke it in the console. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[url]', 'the address of Pulumi Cloud (default: the one that was logged in to last)')
    .option('--all', 'forget every login')
    .action((url: string | undefined, { all = false }: { all?: boolean }) => logout(url, all, cli));
}

function logout(wanted: string | undefined, all: boolean, cli: Cli): void {
  if (all) {
    writeLogin(undefined, cli);
    cli.stdout.write('Logged out everywhere\n');
    return;
  }
  const url = wanted === undefined ? cloudAddress(cli) : readAddress(wanted);
  const login = readLogin(cli);
  if (login?.tokens[url] === undefined) throw new UsageError(`not logged in to ${url}`);
  writeLogin(without(login, url), cli);
  cli.stdout.write(`Logged out of ${new URL(url).host.replace(/^api\./, '')}\n`);
}

function without({ current, tokens }: StoredLogin, url: string): StoredLogin {
  const rest = Object.entries(tokens).filter(([address]) => address !== url);
  return { current: current === url ? (rest[0]?.[0] ?? current) : current, tokens: Object.fromEntries(rest) };
}
