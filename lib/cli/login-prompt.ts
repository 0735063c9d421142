import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Cli } from './cli.ts';
import { Interrupted } from './interrupted.ts';

/** One line from the terminal, not shown while it is typed, or from what is piped in; empty where there is none. */
export function readSecretLine(prompt: string, cli: Cli): Promise<string> {
  const isTerminal = cli.stdin.isTTY === true;
  const input = createInterface({ input: cli.stdin, output: nowhere(), terminal: isTerminal });
  if (isTerminal) cli.stderr.write(prompt);
  return new Promise((resolve, reject) => {
    input.once('line', (line) => {
      resolve(line.trim());
      input.close();
    });
    input.once('SIGINT', () => {
      reject(new Interrupted());
      input.close();
    });
    input.once('close', () => {
      if (isTerminal) cli.stderr.write('\n');
      resolve('');
    });
  });
}

/** Where readline's echo goes. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
