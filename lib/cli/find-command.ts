import { nearest } from '../model/schedule/nearest.ts';
import type { CommandRow } from './cli.ts';

/** A command of the table and the words that called it, of which an alias may be one. */
export interface FoundCommand {
  readonly row: CommandRow;
  readonly words: string;
}

/** The row whose words begin the command line; the longest match wins, so `env run` goes before `env`. */
export function findCommand(argv: readonly string[], rows: readonly CommandRow[]): FoundCommand | undefined {
  return rows
    .flatMap((row) => spellings(row).map((words) => ({ row, words })))
    .sort((a, b) => b.words.length - a.words.length)
    .find(({ words }) => words.split(' ').every((word, index) => argv[index] === word));
}

/** Help on all commands, or on a group of them such as `jobs`; undefined where nobody asks for it: a command's own is commander's. */
export function groupHelp(argv: readonly string[], rows: readonly CommandRow[]): string | undefined {
  const [first, second] = argv;
  if (first === undefined || isHelp(first)) return overview(rows);
  const members = rows.filter(({ words }) => words.startsWith(`${first} `));
  return members.length > 0 && isHelp(second) ? overview(members, first) : undefined;
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

function overview(rows: readonly CommandRow[], group?: string): string {
  const width = Math.max(...rows.map((row) => row.words.length));
  const lines = rows.map((row) => `  ${row.words.padEnd(width)}  ${row.summary}`);
  const called = group === undefined ? '<command>' : `${group} <command>`;
  return `Usage: nightshift ${called} [options]\n\n${lines.join('\n')}\n\nnightshift ${called} --help tells more; nightshift --version prints the version.\n`;
}

/** One line about words that call no command: the nearest one, or what there is. */
export function unknownCommand(argv: readonly string[], rows: readonly CommandRow[]): string {
  const [first = '', second] = argv;
  if (first.startsWith('-')) {
    const hint = hintFor([first], ['--help', '--version']);
    return `unknown option "${first}" before a command${hint || ' (nightshift --help lists the commands)'}`;
  }
  const known = rows.flatMap(spellings);
  const members = rows.flatMap(({ words }) =>
    words.startsWith(`${first} `) ? [words.slice(first.length + 1)] : [],
  );
  if (members.length === 0) {
    const isPlain = second !== undefined && !second.startsWith('-');
    const typed = [...(isPlain ? [`${first} ${second}`] : []), first];
    return `unknown command "${first}"${hintFor(typed, known) || ' (nightshift --help lists the commands)'}`;
  }
  if (second === undefined || second.startsWith('-')) {
    return `"${first}" needs one of its commands: ${members.join(', ')} (nightshift ${first} --help tells more)`;
  }
  const hint = hintFor([`${first} ${second}`], known);
  return `unknown command "${first} ${second}"${hint || ` (nightshift ${first} --help lists its commands)`}`;
}

/** The first of the typed texts that is near to a known one tells which is meant. */
function hintFor(typed: readonly string[], known: readonly string[]): string {
  const [found] = typed.flatMap((text) => nearest(text, known) ?? []);
  return found === undefined ? '' : `; did you mean "${found}"?`;
}

function spellings(row: CommandRow): readonly string[] {
  return [row.words, ...(row.aliases ?? [])];
}
