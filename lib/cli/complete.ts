import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type Option } from 'commander';
import { parse } from 'yaml';
import type { Cli, CommandRow } from './cli.ts';
import { environmentFiles } from './env-files.ts';
import { readSettings } from './run-settings.ts';

/** `complete -- WORDS…`: what the last of these words may become, one on a line. Shells call it; see `completion`. */
export async function printCandidates(rows: readonly CommandRow[], cli: Cli): Promise<void> {
  const [, dashes, ...words] = cli.argv;
  if (dashes !== '--') return;
  // In the midst of a line that a person types, a mistake in some file has no place: nothing is completed then.
  const candidates = await complete(words, rows, cli).catch(() => []);
  for (const candidate of candidates) cli.stdout.write(`${candidate}\n`);
}

/** Nothing where the shell itself knows best: files, and the command of `run`. */
async function complete(
  words: readonly string[],
  rows: readonly CommandRow[],
  cli: Cli,
): Promise<readonly string[]> {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = calledRow(before, rows);
  const candidates =
    found === undefined
      ? commandWords(before, rows)
      : await ofCommand(found.row, { words: found.rest, last, cli });
  return [...new Set(candidates)].filter((candidate) => candidate.startsWith(last)).sort();
}

function spellings(rows: readonly CommandRow[]) {
  return rows.flatMap((row) =>
    [row.words, ...(row.aliases ?? [])].map((text) => ({ row, words: text.split(' ') })),
  );
}

function calledRow(before: readonly string[], rows: readonly CommandRow[]) {
  const [found] = spellings(rows)
    .filter(({ words }) => words.every((word, index) => before[index] === word))
    .sort((a, b) => b.words.length - a.words.length);
  return found && { row: found.row, rest: before.slice(found.words.length) };
}

function commandWords(before: readonly string[], rows: readonly CommandRow[]): readonly string[] {
  return spellings(rows)
    .filter(({ words }) => before.every((word, index) => words[index] === word))
    .flatMap(({ words }) => words[before.length] ?? []);
}

interface Typing {
  /** Behind the command, before the word that is completed. */
  readonly words: readonly string[];
  readonly last: string;
  readonly cli: Cli;
}

async function ofCommand(row: CommandRow, { words, last, cli }: Typing): Promise<readonly string[]> {
  const command = new Command(row.words);
  (await row.load()).define(command, cli);
  const optionOf = (word: string | undefined): Option | undefined =>
    command.options.find(({ short, long }) => word !== undefined && [short, long].includes(word));
  const pending = optionOf(words.at(-1));
  if (pending?.required === true) return valuesOf(pending, cli);
  const isBehindDashes = words.includes('--');
  if (last.startsWith('-') && !isBehindDashes) return command.options.flatMap(({ long }) => long ?? []);
  const plain = words.filter(
    (word, index) => !word.startsWith('-') && optionOf(words[index - 1])?.required !== true,
  );
  const argument = command.registeredArguments[plain.length];
  return argument === undefined ? [] : namesOf(argument.name(), row, cli);
}

/** An option's description lists its words, as in "text or json" and "json, yaml, string". */
function valuesOf(
  { argChoices, description, long }: Option,
  cli: Cli,
): readonly string[] | Promise<readonly string[]> {
  if (argChoices !== undefined) return argChoices;
  if (long === '--project') return projects(cli);
  const listed = /^(?:[a-z]+(?:, | or ))+[a-z]+$/.exec(description)?.[0] ?? '';
  return listed.split(/, | or /).filter((word) => word !== '');
}

async function namesOf(argument: string, row: CommandRow, cli: Cli): Promise<readonly string[]> {
  if (argument === 'environment') return environments(cli);
  if (argument === 'shell') return ['bash', 'zsh', 'fish'];
  return row.words.startsWith('jobs ') ? jobs(cli) : [];
}

async function environments(cli: Cli): Promise<readonly string[]> {
  const titles = await environmentFiles(cli).list({});
  return titles.map(({ project, name }) => `${project}/${name}`);
}

async function projects(cli: Cli): Promise<readonly string[]> {
  return (await environmentFiles(cli).list({})).map(({ project }) => project);
}

function jobs({ cwd }: Cli): readonly string[] {
  const { root = cwd } = readSettings(cwd);
  const file: unknown = parse(readFileSync(join(root, 'jobs.yaml'), 'utf8'), { logLevel: 'silent' });
  const declared = typeof file === 'object' && file !== null && 'jobs' in file ? file.jobs : undefined;
  return typeof declared === 'object' && declared !== null ? Object.keys(declared) : [];
}
