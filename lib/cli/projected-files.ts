import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Assignment, fileBytes, type Projected } from '../esc/index.ts';

/**
 * Writes projected files where only their owner can read them and gives variables that hold their paths. They outlive
 * this process: `XDG_RUNTIME_DIR`, which a logout empties, is preferred to the temporary folder.
 */
export function writeProjectedFiles(
  files: readonly Projected[],
  env: Readonly<Record<string, string | undefined>>,
): readonly Assignment[] {
  if (files.length === 0) return [];
  const folder = join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `esc-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o700 });
  return files.map(({ name, text }, index) => {
    const path = join(folder, `esc-${index}`);
    writeFileSync(path, fileBytes(text), { mode: 0o600, flag: 'wx' });
    return { name, text: path };
  });
}
