import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { type EnvironmentFilter, type EnvironmentTitle, formatTitle } from './env-backend.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';

interface ListOptions extends EnvironmentFilter, BackendOptions {
  readonly output: string;
}

/** `env ls`: the names of the environments, sorted, one on a line. */
export function define(command: Command, cli: Cli): void {
  command
    .option('-o, --organization <name>', 'only those of this organization')
    .option('-p, --project <name>', 'only those of this project')
    .option('--output <format>', 'text or json', 'text');
  addBackendOption(command).action(async (options: ListOptions) => {
    const backend = await chooseBackend(options, cli);
    cli.stdout.write(print(await backend.list(options), options.output));
  });
}

function print(titles: readonly EnvironmentTitle[], output: string): string {
  if (output === 'json') return `${JSON.stringify(titles, undefined, 2)}\n`;
  if (output === 'text') return titles.map((title) => `${formatTitle(title)}\n`).join('');
  throw new UsageError(`--output: "${output}" is none of text, json`);
}
