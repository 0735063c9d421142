import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/** What `login` keeps: an access token for each address, and the address that was logged in to last. */
export interface StoredLogin {
  readonly current: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/**
 * The stored logins; undefined where there are none. A file that others may read is refused with a UsageError: the tokens
 * in it are no secrets any more.
 */
export function readLogin(cli: Cli): StoredLogin | undefined {
  const file = loginFile(cli);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if ((found.mode & 0o077) !== 0 || found.uid !== process.getuid?.() || !found.isFile()) {
    throw new UsageError(
      `"${file}" can be reached by others, so its tokens are not used; run "nightshift logout --all", then log in anew`,
    );
  }
  return parse(file);
}

/** Keeps logins where only their owner can read them; none of them removes the file. */
export function writeLogin(login: StoredLogin | undefined, cli: Cli): void {
  const file = loginFile(cli);
  if (login === undefined || Object.keys(login.tokens).length === 0) {
    rmSync(file, { force: true });
    return;
  }
  const part = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(part, `${JSON.stringify(login, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function loginFile(cli: Cli): string {
  const home = cli.env['HOME'] ?? homedir();
  return join(cli.env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'nightshift', 'login.json');
}

function parse(file: string): StoredLogin {
  const wrong = new UsageError(`"${file}" holds no login; run "nightshift logout --all", then log in anew`);
  try {
    const { current, tokens }: { current?: unknown; tokens?: unknown } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    if (typeof current !== 'string' || typeof tokens !== 'object' || tokens === null) throw wrong;
    const texts = Object.entries(tokens).filter(([, token]) => typeof token === 'string' && token !== '');
    return { current, tokens: Object.fromEntries(texts) };
  } catch {
    throw wrong;
  }
}
