import { Command, CommanderError } from 'commander';
import { formatDiagnostic, oneLine } from '../model/diagnostic.ts';
import { DocumentError, ServiceError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { commands } from './commands.ts';
import { findCommand, groupHelp, unknownCommand } from './find-command.ts';
import { Interrupted } from './interrupted.ts';
import { whyRefused } from './text-file.ts';

/** Runs one command line and returns its exit code. Expected failures print one line each; no stack trace. */
export async function main(cli: Cli): Promise<number> {
  try {
    await dispatch(cli);
    return cli.exitCode;
  } catch (error) {
    return report(error, cli);
  }
}

async function dispatch(cli: Cli): Promise<void> {
  // `help jobs run` is `jobs run --help`.
  const [first, ...rest] = cli.argv;
  const argv = first === 'help' ? [...rest, '--help'] : cli.argv;
  const help = groupHelp(argv, commands);
  if (help !== undefined) {
    cli.stdout.write(help);
    return;
  }
  if (first === 'complete') {
    // Only the scripts of `completion` call it.
    const { printCandidates } = await import('./complete.ts');
    await printCandidates(commands, cli);
    return;
  }
  const found = findCommand(argv, commands);
  if (found === undefined) throw new UsageError(unknownCommand(argv, commands));
  const { define } = await found.row.load();
  const command = new Command(`nightshift ${found.words}`)
    .description(found.row.summary)
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      writeErr: () => {},
    });
  define(command, cli);
  await command.parseAsync(argv.slice(found.words.split(' ').length), { from: 'user' });
}

/** Prints what a command threw, one line each, and returns its exit code. */
export function report(error: unknown, cli: Cli): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof Interrupted) return 130;
  if (error instanceof DocumentError) {
    for (const diagnostic of error.diagnostics) cli.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    return 2;
  }
  const { exitCode, message } = explain(error);
  const isOurs = message.startsWith(internal);
  const stack = isOurs && cli.env['NIGHTSHIFT_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  cli.stderr.write(`nightshift: ${oneLine(message)}${stack}\n`);
  return exitCode;
}

const internal = 'internal error: ';

function explain(error: unknown): { readonly exitCode: number; readonly message: string } {
  if (error instanceof CommanderError) return { exitCode: 2, message: error.message.replace(/^error: /, '') };
  if (error instanceof UsageError) return { exitCode: 2, message: error.message };
  if (error instanceof ServiceError) return { exitCode: 1, message: `${error.message} (${error.code})` };
  if (isRefusal(error)) return { exitCode: 1, message: `cannot use "${error.path}": ${whyRefused(error)}` };
  const text = error instanceof Error ? error.message : String(error);
  return { exitCode: 1, message: `${internal}${text.split('\n')[0]}; NIGHTSHIFT_DEBUG=1 shows where` };
}

/** The file system refused: a folder that may not be written to, a full disk. */
function isRefusal(error: unknown): error is Error & { readonly path: string } {
  return error instanceof Error && 'syscall' in error && 'path' in error && typeof error.path === 'string';
}
