import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Cli } from './cli.ts';

/** Credentials are not given out in their last five minutes. */
const renewBeforeMs = 5 * 60_000;

export interface CachedText {
  /** Made of everything that the credentials depend on. */
  readonly key: string;
  readonly text: string;
  readonly expiration: Date;
}

/** What was kept, while it lives for five minutes more. A file that others could have read or written is not used. */
export function readCache(key: string, cli: Cli): string | undefined {
  const file = join(folderOf(cli), `${key}.json`);
  try {
    const { mode, uid } = lstatSync(file);
    if ((mode & 0o777) !== 0o600 || uid !== process.getuid?.()) return undefined;
    const { text, expiration }: { text: unknown; expiration: unknown } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    if (typeof text !== 'string' || typeof expiration !== 'string') return undefined;
    if (Date.parse(expiration) - renewBeforeMs > cli.now().getTime()) return text;
    rmSync(file, { force: true });
  } catch {
    // Nothing there, or nothing that can be read: it is made anew.
  }
  return undefined;
}

/** Keeps a text readable by its owner only. Where that fails nothing is kept, and nothing is said. */
export function writeCache({ key, text, expiration }: CachedText, cli: Cli): void {
  const folder = folderOf(cli);
  const part = join(folder, `${key}.${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(part, JSON.stringify({ text, expiration: expiration.toISOString() }), {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(part, join(folder, `${key}.json`));
  } catch {
    rmSync(part, { force: true });
  }
}

function folderOf(cli: Cli): string {
  const home = cli.env['HOME'] ?? homedir();
  return join(cli.env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'nightshift', 'credentials');
}
