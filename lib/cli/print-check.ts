import type { Command } from 'commander';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { readOutput } from './schedule-arguments.ts';

export interface CheckOutput {
  readonly output: string;
}

/** What a check found; with an error among it, it throws DocumentError instead. */
export interface Checked {
  readonly warnings: readonly Diagnostic[];
  /** What was checked, in a line. */
  readonly summary: string;
}

/** `--output` of the commands that check. */
export function addCheckOutput(command: Command): Command {
  return command.option('--output <format>', 'text, or json: every mistake and warning on stdout', 'text');
}

/** Prints what a check finds: as text warnings on stderr and a line, as JSON everything, mistakes included. */
export async function printCheck(
  { output }: CheckOutput,
  check: () => Promise<Checked>,
  cli: Cli,
): Promise<void> {
  if (readOutput(output, ['text', 'json']) === 'text') {
    const { warnings, summary } = await check();
    for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
    cli.stdout.write(`${summary}\n`);
    return;
  }
  const diagnostics = await collect(check);
  cli.stdout.write(`${JSON.stringify({ diagnostics }, null, 2)}\n`);
  if (diagnostics.some(({ severity }) => severity === 'error')) cli.exitCode = 2;
}

async function collect(check: () => Promise<Checked>): Promise<readonly Diagnostic[]> {
  try {
    return (await check()).warnings;
  } catch (error) {
    if (error instanceof DocumentError) return error.diagnostics;
    throw error;
  }
}
