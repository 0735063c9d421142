import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { promises as streams, Transform } from 'node:stream';
import type { Cli } from './cli.ts';
import { createRedactor } from './run-redactor.ts';

export interface ChildRun {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The terminal is the child's, and nothing is redacted. */
  readonly isInteractive: boolean;
  readonly secrets: readonly Uint8Array[];
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs a command and gives its exit code; 128 + n when signal n ended it, 127 when there is no such command. */
export async function runChild(run: ChildRun, cli: Cli): Promise<number> {
  const child = start(run, cli);
  const stopForwarding = forwardSignals(child, run.isInteractive);
  try {
    const [exitCode] = await Promise.all([
      ended(child, run.command[0] ?? ''),
      ...showOutput(child, run, cli),
    ]);
    return exitCode;
  } finally {
    stopForwarding();
  }
}

/**
 * By itself a child leads a process group of its own, so that a signal reaches all that it started. With the terminal it
 * stays in ours: the terminal signals both.
 */
function start({ command, env, isInteractive }: ChildRun, cli: Cli): ChildProcess {
  const [file = '', ...commandArguments] = command;
  const inherits = isInteractive && isOwnStream(cli.stdout) && isOwnStream(cli.stderr);
  const stdin = isOwnStream(cli.stdin) ? 'inherit' : 'pipe';
  return spawn(file, commandArguments, {
    cwd: cli.cwd,
    env,
    detached: !isInteractive,
    stdio: inherits ? ['inherit', 'inherit', 'inherit'] : [stdin, 'pipe', 'pipe'],
  });
}

/** Whether it is one of this process's own three streams, which a child can inherit. */
function isOwnStream(stream: object): boolean {
  return 'fd' in stream && typeof stream.fd === 'number' && stream.fd <= 2;
}

function forwardSignals(child: ChildProcess, isInteractive: boolean): () => void {
  const handlers = forwarded.map((signal) => {
    const handler = () => {
      // The terminal has sent these to the child as well.
      if (isInteractive && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
      send(child, signal, isInteractive);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

function send(child: ChildProcess, signal: NodeJS.Signals, isInteractive: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(isInteractive ? child.pid : -child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function ended(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') reject(new CommandNotStarted(127, `command not found: "${name}"`));
      else
        reject(new CommandNotStarted(126, `cannot run "${name}": ${String(code ?? 'it failed to start')}`));
    });
    child.once('close', (exitCode, signal) => {
      resolve(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** The command could not be started at all; the exit code is a shell's. */
export class CommandNotStarted extends Error {
  override readonly name = 'CommandNotStarted';
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Shows both streams, redacted but for an interactive run. A reader that goes away ends the child by SIGPIPE. */
function showOutput(
  child: ChildProcess,
  { isInteractive, secrets }: ChildRun,
  cli: Cli,
): readonly Promise<void>[] {
  if (child.stdin !== null) streams.pipeline(cli.stdin, child.stdin).catch(() => {});
  const pairs = [
    { from: child.stdout, to: cli.stdout },
    { from: child.stderr, to: cli.stderr },
  ];
  return pairs.flatMap(({ from, to }) => {
    if (from === null) return [];
    const shown = streams.pipeline(from, redacting(isInteractive ? [] : secrets), to, { end: false });
    return [shown.catch(() => {})];
  });
}

function redacting(secrets: readonly Uint8Array[]): Transform {
  const redactor = createRedactor(secrets);
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => done(null, redactor.push(chunk)),
    flush: (done) => done(null, redactor.end()),
  });
}
