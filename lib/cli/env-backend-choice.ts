import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import type { EnvironmentBackend } from './env-backend.ts';

export interface BackendOptions {
  readonly backend?: string;
}

/** Where environments may be kept, by the word that chooses it. */
const backends: Readonly<Record<string, (cli: Cli) => Promise<EnvironmentBackend>>> = {
  files: async (cli) => {
    const { environmentFiles } = await import('./env-files.ts');
    return environmentFiles(cli);
  },
};

/** The option with which every `env` command says where environments are kept. */
export function addBackendOption(command: Command): Command {
  return command.option(
    '--backend <name>',
    `where environments are kept: ${Object.keys(backends).join(', ')}`,
    'files',
  );
}

/** The backend that was chosen; throws UsageError for a word that is none. */
export function chooseBackend({ backend = 'files' }: BackendOptions, cli: Cli): Promise<EnvironmentBackend> {
  const load = Object.hasOwn(backends, backend) ? backends[backend] : undefined;
  if (load === undefined)
    throw new UsageError(`--backend: "${backend}" is none of ${Object.keys(backends).join(', ')}`);
  return load(cli);
}
