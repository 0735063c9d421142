import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { LocalStackError } from './failure.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Everything it prints goes here. */
  readonly logFile: string;
  /** Aborting ends the whole process group. */
  readonly signal?: AbortSignal;
}

/** Starts a program in a process group of its own, its output in a log file. */
export function startProgram(program: Program): ChildProcess {
  const log = openSync(program.logFile, 'a', 0o600);
  try {
    return spawn(program.command, [...program.args], {
      cwd: program.cwd,
      env: { ...program.env },
      // Standard input stays open as long as we live; `emulator/run.py` ends with it.
      stdio: ['pipe', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** Runs a program to its end; a failure names what was done and where the log is. */
export async function runProgram(program: Program, what: string): Promise<void> {
  const child = startProgram(program);
  const abort = () => signalGroup(child, 'SIGTERM');
  program.signal?.addEventListener('abort', abort);
  try {
    child.stdin?.end();
    const code = await waitForExit(child);
    if (program.signal?.aborted) throw new LocalStackError('interrupted');
    if (code !== 0) throw new LocalStackError(`${what} failed with exit code ${code}`, program.logFile);
  } finally {
    program.signal?.removeEventListener('abort', abort);
  }
}

/** Asks a process group to end, and ends it by force after `graceMs`. */
export async function stopProgram(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    signalGroup(child, 'SIGKILL');
    return;
  }
  const exited = waitForExit(child);
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
  // Functions of the emulator live in its group; none may stay.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

function waitForExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}
