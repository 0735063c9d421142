import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/** The text of a file, or of standard input for `-`. Throws UsageError where it cannot be read or is no UTF-8. */
export async function readInput(file: string, cli: Cli): Promise<string> {
  const bytes = file === '-' ? await readAll(cli.stdin) : await readBytes(file, cli);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file === '-' ? 'standard input' : `"${file}"`} must be valid UTF-8`);
  }
}

async function readBytes(file: string, { cwd }: Cli): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, file));
  } catch {
    throw new UsageError(`there is no readable file "${file}"`);
  }
}

/** All that a stream gives. */
export async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
