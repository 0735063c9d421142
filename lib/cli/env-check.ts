import type { Command } from 'commander';
import type { Provider } from '../esc/index.ts';
import { formatDiagnostic } from '../model/diagnostic.ts';
import type { Cli } from './cli.ts';
import { readContext } from './environment-context.ts';
import { environmentProviders } from './environment-providers.ts';
import { openEnvironmentFile } from './environments.ts';

interface CheckOptions {
  readonly as?: string;
  readonly context?: string;
}

/** `env check`: every mistake in an environment and its imports, found without calling a provider. */
export function define(command: Command, cli: Cli): void {
  defineWith(command, cli, environmentProviders);
}

/** The same with other providers. */
export function defineWith(
  command: Command,
  cli: Cli,
  providers: () => Readonly<Record<string, Provider>>,
): void {
  command
    .argument('<environment>', 'project/name, or a file: its name ends in .yaml or holds ./')
    .option('--as <name>', 'the name it goes by, in messages and in ${context…}')
    .option('--context <file>', 'JSON file with what ${context…} reaches')
    .action(async (environment: string, options: CheckOptions) => {
      const choice = {
        wanted: environment,
        cwd: cli.cwd,
        ...(options.as !== undefined && { name: options.as }),
      };
      const context = readContext(options.context, cli.cwd);
      const opening = { providers: providers(), context, mode: 'check' as const };
      const { warnings } = await openEnvironmentFile(choice, opening);
      for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
      cli.stdout.write(`${environment}: all right\n`);
    });
}
