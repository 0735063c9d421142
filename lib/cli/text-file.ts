import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { DocumentError, UsageError } from '../model/errors.ts';

/**
 * The text of a file, as the person at the prompt keeps it. A UsageError where it cannot be read; a DocumentError where it is no
 * UTF-8: what is read loosely would be written back damaged.
 */
export function readTextFile(path: string, cwd: string): string {
  const file = resolve(cwd, path);
  const shown = relative(cwd, file) || '.';
  const bytes = readBytes(file, shown);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DocumentError([{ severity: 'error', file: shown, ...placeOfDamage(bytes), message: notUtf8 }]);
  }
}

const notUtf8 = 'the file is not UTF-8 from here on; save it as UTF-8';

function readBytes(file: string, shown: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`cannot read "${shown}": ${whyRefused(error)}`);
  }
}

/** Why the file system refused to read or write, in words. */
export function whyRefused(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return reasons.get(code) ?? (code || 'it failed');
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

/** The first byte that a loose reading would replace. */
function placeOfDamage(bytes: Uint8Array): { line: number; column: number } {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let start = 0;
  let line = 1;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    const row = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      strict.decode(row);
    } catch {
      return {
        line,
        column: new TextDecoder('utf-8', { ignoreBOM: true }).decode(row).indexOf('\ufffd') + 1,
      };
    }
    if (end < 0) return { line, column: 1 };
    start = end + 1;
    line += 1;
  }
}
