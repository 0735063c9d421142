import type { Command } from 'commander';
import type { Provider } from '../esc/index.ts';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions, chooseBackend, isFiles } from './env-backend-choice.ts';
import { checkingContext, readContext } from './environment-context.ts';
import { environmentProviders } from './environment-providers.ts';
import { openEnvironmentFile } from './environments.ts';

interface CheckOptions extends BackendOptions {
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
  addBackendOption(command)
    .argument('<environment>', '[org/]project/name, or a file: its name ends in .yaml or holds ./')
    .option('--as <name>', 'the name it goes by, in messages and in ${context…}')
    .option('--context <file>', 'JSON file with what ${context…} reaches')
    .action(async (environment: string, options: CheckOptions) => {
      const isOffline = options.as !== undefined || options.context !== undefined;
      if (!isOffline && !isFiles(options, cli, environment)) return checkStored(environment, options, cli);
      const choice = {
        wanted: environment,
        cwd: cli.cwd,
        ...(options.as !== undefined && { name: options.as }),
      };
      const context = readContext(options.context, cli.cwd, checkingContext);
      const opening = { providers: providers(), context, mode: 'check' as const };
      const { warnings } = await openEnvironmentFile(choice, opening);
      for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
      cli.stdout.write(`${environment}: all right\n`);
    });
}

/** An environment that is kept elsewhere is checked there. */
async function checkStored(environment: string, options: BackendOptions, cli: Cli): Promise<void> {
  const backend = await chooseBackend(options, cli, environment);
  const { text } = await backend.read(environment);
  const { diagnostics } = await backend.check(environment, text);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
  for (const warning of diagnostics) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  cli.stdout.write(`${environment}: all right\n`);
}
