import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StateStore } from '../run/plan-store.ts';

/** A state bucket in a folder, readable by its owner only: plans name the objects and instances that a job touches. */
export function fileStateStore(folder: string): StateStore & { readonly link: (key: string) => string } {
  return {
    link: (key) => pathToFileURL(fileOf(folder, key)).href,
    put: async (key, body) => {
      const file = fileOf(folder, key);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, body, { mode: 0o600 });
    },
    get: async (key) => {
      try {
        return await readFile(fileOf(folder, key), 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** Keys hold times, and not every file system takes a colon. A key that leads out of the folder is a mistake. */
function fileOf(folder: string, key: string): string {
  const file = resolve(join(folder, ...key.split('/').map(encodeURIComponent)));
  if (!file.startsWith(resolve(folder) + sep)) throw new TypeError(`the key "${key}" leads out of the state`);
  return file;
}
