import { createInterface } from 'node:readline';
import type { Cli } from './cli.ts';
import { readAll } from './env-input.ts';
import { readSecretLine } from './login-prompt.ts';

/** One line that a person types, without its line break; empty where there is nothing more to read. */
export async function askLine(question: string, cli: Cli): Promise<string> {
  cli.stderr.write(question);
  const lines = createInterface({ input: cli.stdin, terminal: false });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

/** A secret: at a terminal it is asked for and not shown, else all of standard input is read. */
export async function askSecret(question: string, cli: Cli): Promise<string> {
  if (cli.stdin.isTTY !== true) return Buffer.from(await readAll(cli.stdin)).toString('utf8');
  return readSecretLine(question, cli);
}
