import type { Command } from 'commander';
import type { Provider } from '../esc/index.ts';
import { DocumentError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions, chooseBackend, isFiles } from './env-backend-choice.ts';
import { checkingContext, readContext } from './environment-context.ts';
import { environmentProviders } from './environment-providers.ts';
import { openEnvironmentFile } from './environments.ts';
import { addCheckOutput, type Checked, type CheckOutput, printCheck } from './print-check.ts';

interface CheckOptions extends BackendOptions, CheckOutput {
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
  addCheckOutput(addBackendOption(command))
    .argument('<environment>', '[org/]project/name, or a file: its name ends in .yaml or holds ./')
    .option('--as <name>', 'the name it goes by, in messages and in ${context…}')
    .option('--context <file>', 'JSON file with what ${context…} reaches')
    .action((environment: string, options: CheckOptions) =>
      printCheck(options, () => checkEnvironment(environment, options, { cli, providers }), cli),
    );
}

interface Checking {
  readonly cli: Cli;
  readonly providers: () => Readonly<Record<string, Provider>>;
}

async function checkEnvironment(
  environment: string,
  options: CheckOptions,
  { cli, providers }: Checking,
): Promise<Checked> {
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
  return { warnings, summary: `${environment}: all right` };
}

/** An environment that is kept elsewhere is checked there. */
async function checkStored(environment: string, options: BackendOptions, cli: Cli): Promise<Checked> {
  const backend = await chooseBackend(options, cli, environment);
  const { text } = await backend.read(environment);
  const { diagnostics } = await backend.check(environment, text);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
  return { warnings: diagnostics, summary: `${environment}: all right` };
}
