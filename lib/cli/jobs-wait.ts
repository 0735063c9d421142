import type { Cli } from './cli.ts';

const REDRAW_MS = 1_000;

interface Wait<T> {
  /** What is waited for: `waiting for job "x"`. */
  readonly label: string;
  /** What a person should know who does not wait for the end. */
  readonly onInterrupt: string;
  readonly work: () => Promise<T>;
}

/**
 * Waits for long work with the seconds on a terminal's stderr. Ctrl-C ends the process at once with 130: a call that
 * hangs on a socket would keep it alive otherwise.
 */
export async function waitFor<T>({ label, onInterrupt, work }: Wait<T>, cli: Cli): Promise<T> {
  const clock = showClock(label, cli);
  const interrupt = () => {
    clock.end();
    cli.stderr.write(`nightshift: interrupted; ${onInterrupt}\n`);
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  try {
    return await work();
  } finally {
    process.removeListener('SIGINT', interrupt);
    clock.end();
  }
}

/** One line that counts seconds, wiped at the end; nothing where nobody looks. */
function showClock(label: string, cli: Cli): { readonly end: () => void } {
  if (cli.stderr.isTTY !== true) return { end: () => {} };
  const startedMs = cli.now().getTime();
  const draw = () => {
    const seconds = Math.round((cli.now().getTime() - startedMs) / 1_000);
    const line = `${label} ${seconds} s`;
    cli.stderr.write(`\r\u001b[K${line.slice(0, (cli.stderr.columns ?? 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    end: () => {
      clearInterval(timer);
      cli.stderr.write('\r\u001b[K');
    },
  };
}
