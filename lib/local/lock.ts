import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStackError } from './failure.ts';
import type { Folders } from './folders.ts';

/** Takes the folder for this process alone; returns how to give it back. A lock whose process is gone is cleaned. */
export function takeLock(folders: Folders): () => void {
  const file = join(folders.home, 'lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      const holder = readHolder(file);
      if (holder !== undefined && isOurs(holder)) throw new LocalStackError(inUse(holder));
      rmSync(file, { force: true });
    }
  }
  throw new LocalStackError('another start takes .nightshift/lock again and again; try once more');
}

function inUse(holder: number): string {
  return `the local stack is already running here (process ${holder}); stop it with Ctrl-C, or wait for it to end`;
}

function isAlreadyThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function readHolder(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Process ids are used again: one that lives may long be somebody else's. */
function isOurs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
  } catch {
    // No /proc on this system: believe that it is the one that wrote the lock.
    return true;
  }
}
