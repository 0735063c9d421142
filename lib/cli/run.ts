import { dirname } from 'node:path';
import type { Command } from 'commander';
import {
  environmentVariables,
  files,
  lookUp,
  parsePropertyPath,
  renderText,
  unsetVariables,
  type Value,
} from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions } from './env-backend-choice.ts';
import { openChosen } from './open-chosen.ts';
import { writeProjectedFiles } from './projected-files.ts';
import { CommandNotStarted, runChild } from './run-child.ts';
import { removeAtExit } from './run-cleanup.ts';
import { readLine } from './run-line.ts';
import type { LiveOptions } from './run-open.ts';
import { addLiveOptions } from './run-options.ts';
import { secretForms, shortestDerived, shortestSecret } from './run-secrets.ts';

interface RunOptions extends LiveOptions, BackendOptions {
  readonly interactive?: boolean;
  readonly expand?: boolean;
  readonly unsetNull?: boolean;
}

const redactionHelp = `
Without -i every secret of the environment is replaced by [secret] in what the command prints: also when it is printed
in pieces, line by line, or encoded as base64, hex, in a URL or in JSON. Values of less than ${shortestSecret} characters are not, nor
are single lines and encodings of less than ${shortestDerived}, nor values above 32 KiB, of which run warns.
Exit code: the command's own; 128 + n when signal n ended it; 127 when it is not found; 1 when a login failed; 2 when the
environment has errors, and then the command is not started.`;

/** `run ENV [-i] [--] COMMAND…`: runs a command with what the environment projects, its secrets not shown. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/env, or a file: its name ends in .yaml or holds ./')
    .argument('[command...]', 'the command and its arguments; options of run may stand before it')
    .option('-i, --interactive', 'give the terminal to the command; nothing is redacted')
    .option('--expand', "replace ${path} in the command's arguments by the environment's values")
    .option('--unset-null', 'unset variables that are null instead of emptying them')
    .passThroughOptions()
    .addHelpText('after', redactionHelp);
  addBackendOption(addLiveOptions(command)).action(async (environment: string, rest: readonly string[]) => {
    const line = readLine(command, rest);
    await run(environment, { line, options: command.opts<RunOptions>() }, cli);
  });
}

interface Run {
  readonly line: readonly string[];
  readonly options: RunOptions;
}

async function run(environment: string, { line, options }: Run, cli: Cli): Promise<void> {
  const opened = await openChosen(environment, options, cli);
  if (opened === undefined) return;
  const { value } = opened;
  const command = options.expand === true ? line.map((word) => expand(word, value)) : line;
  const paths = writeProjectedFiles(files(value), cli.env);
  const folders = paths.map(({ text }) => dirname(text));
  const cleanUp = removeAtExit(folders);
  try {
    const variables = environmentVariables(value, { nullUnsets: options.unsetNull === true });
    const unset = options.unsetNull === true ? unsetVariables(value) : [];
    const env = {
      ...cli.env,
      ...Object.fromEntries(unset.map((name) => [name, undefined])),
      ...Object.fromEntries([...variables, ...paths].map(({ name, text }) => [name, text])),
    };
    const { patterns, tooLarge } = secretForms(value, [...variables, ...files(value)]);
    const isInteractive = options.interactive === true;
    if (tooLarge > 0 && !isInteractive) {
      cli.stderr.write(`warning: secrets above 32 KiB are not redacted; there are ${tooLarge}\n`);
    }
    cli.exitCode = await runChild({ command, env, isInteractive, secrets: patterns }, cli);
  } catch (error) {
    if (!(error instanceof CommandNotStarted)) throw error;
    cli.stderr.write(`nightshift: ${error.message}\n`);
    cli.exitCode = error.exitCode;
  } finally {
    cleanUp();
  }
}

/** Only with `--expand`: a path that the environment lacks is a mistake, not an empty text. */
function expand(word: string, value: Value | undefined): string {
  return word.replace(/\$\{([^}]*)\}/g, (_, path: string) => {
    const steps = parsePropertyPath(path);
    const found = steps && value && lookUp(value, steps);
    if (found === undefined) throw new UsageError(`--expand: the environment has no value "${path}"`);
    return renderText(found, true);
  });
}
