import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that leads the browser to an address. */
export interface Signpost {
  readonly file: string;
  readonly remove: () => void;
}

/**
 * Opens an address in the person's browser, if there is one. The address holds a token, and what a program is started
 * with everybody on the machine can read: it goes by way of a file that only its owner can.
 */
export function openInBrowser(url: string, folder: string): Signpost {
  const file = join(folder, 'console.html');
  const page = `<!doctype html><meta charset="utf-8"><title>Nightshift</title><meta http-equiv="refresh" content="0; url=${url}">\n`;
  rmSync(file, { force: true });
  writeFileSync(file, page, { mode: 0o600 });
  const [program, ...programArguments] = opener();
  const child = spawn(program, [...programArguments, file], { detached: true, stdio: 'ignore' });
  // No such program: the address is on the terminal as well.
  child.on('error', () => {});
  child.unref();
  return { file, remove: () => rmSync(file, { force: true }) };
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return ['xdg-open'];
}
