import type { Command } from 'commander';
import { isCloudName } from '../model/cloud-name.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import type { EnvironmentBackend } from './env-backend.ts';

export interface BackendOptions {
  readonly backend?: string;
}

/** The option with which every `env` command, `run` and `credentials` say where environments are kept. */
export function addBackendOption(command: Command): Command {
  return command.option(
    '--backend <name>',
    'where environments are kept: files, pulumi, or the address of a service like it (default: NIGHTSHIFT_BACKEND, or files)',
  );
}

/** Whether environments of the project's files are meant. A name that begins with `pulumi://` is of Pulumi Cloud. */
export function isFiles({ backend }: BackendOptions, cli: Cli, wanted = ''): boolean {
  return !isCloudName(wanted) && (backend ?? cli.env['NIGHTSHIFT_BACKEND'] ?? 'files') === 'files';
}

/** The backend that was chosen; throws UsageError for a word that is none. */
export async function chooseBackend(
  options: BackendOptions,
  cli: Cli,
  wanted = '',
): Promise<EnvironmentBackend> {
  if (isFiles(options, cli, wanted)) return (await import('./env-files.ts')).environmentFiles(cli);
  const chosen = options.backend ?? cli.env['NIGHTSHIFT_BACKEND'] ?? 'pulumi';
  const address = chosen.includes('://') ? chosen : undefined;
  if (address === undefined && chosen !== 'pulumi' && chosen !== 'files') {
    throw new UsageError(`--backend: "${chosen}" is none of files, pulumi, nor an address`);
  }
  return (await import('./env-pulumi.ts')).pulumiEnvironments(cli, address);
}
