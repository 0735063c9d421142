import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';

/**
 * The command line that `run` is to start: it begins at `--` or at the first plain word. Options of `run` may stand
 * before the environment, as with other commands, and here, behind it; they are set on the command.
 */
export function readLine(command: Command, rest: readonly string[]): readonly string[] {
  let at = 0;
  for (let word = rest[at]; word !== undefined && word !== '--' && word.startsWith('-'); word = rest[at]) {
    at += setOption(command, word, rest[at + 1]);
  }
  const line = rest.slice(rest[at] === '--' ? at + 1 : at);
  if (line.length === 0)
    throw new UsageError('name the command to run: run <environment> [-i] [--] <command>');
  return line;
}

/** Sets one option and gives how many words it took. */
function setOption(command: Command, word: string, next: string | undefined): number {
  const [name = '', ...inline] = word.startsWith('--') ? word.split('=') : [word];
  const option = command.options.find(({ short, long }) => name === short || name === long);
  if (option === undefined) throw new UsageError(`unknown option "${name}" before the command`);
  if (!option.required) {
    command.setOptionValue(option.attributeName(), true);
    return 1;
  }
  const value = inline.length > 0 ? inline.join('=') : next;
  if (value === undefined) throw new UsageError(`option "${name}" needs a value`);
  command.setOptionValue(option.attributeName(), value);
  return inline.length > 0 ? 1 : 2;
}
