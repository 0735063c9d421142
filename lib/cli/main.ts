import { Command, CommanderError } from 'commander';
import { distance } from 'fastest-levenshtein';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError, ServiceError, UsageError } from '../model/errors.ts';
import type { Cli, CommandRow } from './cli.ts';
import { commands } from './commands.ts';
import { Interrupted } from './interrupted.ts';

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
  const [first] = cli.argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    cli.stdout.write(overview());
    return;
  }
  if (first === 'complete') {
    // Only the scripts of `completion` call it.
    const { printCandidates } = await import('./complete.ts');
    await printCandidates(commands, cli);
    return;
  }
  const found = findRow(cli.argv);
  if (found === undefined) throw new UsageError(unknownCommand(cli.argv));
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
  await command.parseAsync(cli.argv.slice(found.words.split(' ').length), { from: 'user' });
}

/** The row whose words begin the command line; the longest match wins, so `env run` goes before `env`. */
function findRow(argv: readonly string[]): { row: CommandRow; words: string } | undefined {
  const candidates = commands
    .flatMap((row) => [row.words, ...(row.aliases ?? [])].map((words) => ({ row, words })))
    .sort((a, b) => b.words.length - a.words.length);
  return candidates.find(({ words }) => words.split(' ').every((word, index) => argv[index] === word));
}

function unknownCommand(argv: readonly string[]): string {
  const known = commands.flatMap((row) => [row.words, ...(row.aliases ?? [])]);
  const groups = new Set(known.filter((words) => words.includes(' ')).map((words) => words.split(' ')[0]));
  const typed = argv.slice(0, groups.has(argv[0]) ? 2 : 1).join(' ');
  const [nearest] = [...known].sort((a, b) => distance(a, typed) - distance(b, typed));
  const hint = nearest !== undefined && distance(nearest, typed) <= 3 ? `; did you mean "${nearest}"?` : '';
  return `unknown command "${typed}"${hint} (nightshift --help lists the commands)`;
}

function overview(): string {
  const width = Math.max(...commands.map((row) => row.words.length), 0);
  const lines = commands.map((row) => `  ${row.words.padEnd(width)}  ${row.summary}`);
  return `Usage: nightshift <command> [options]\n\n${lines.join('\n')}\n\nnightshift <command> --help tells more; nightshift --version prints the version.\n`;
}

/** Prints what a command threw, one line each, and returns its exit code. */
export function report(error: unknown, cli: Cli): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    cli.stderr.write(
      `nightshift: ${error.message
        .replace(/^error: /, '')
        .split('\n')
        .join(' ')}\n`,
    );
    return 2;
  }
  if (error instanceof DocumentError) {
    for (const diagnostic of error.diagnostics) cli.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    return 2;
  }
  if (error instanceof Interrupted) return 130;
  if (error instanceof UsageError) {
    cli.stderr.write(`nightshift: ${error.message}\n`);
    return 2;
  }
  if (error instanceof ServiceError) {
    cli.stderr.write(`nightshift: ${error.message} (${error.code})\n`);
    return 1;
  }
  const text = error instanceof Error ? error.message : String(error);
  const stack = cli.env['NIGHTSHIFT_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  cli.stderr.write(
    `nightshift: internal error: ${text.split('\n')[0]}; NIGHTSHIFT_DEBUG=1 shows where${stack}\n`,
  );
  return 1;
}
