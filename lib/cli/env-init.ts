import type { Command } from 'commander';
import { formatDiagnostic } from '../model/diagnostic.ts';
import type { Cli } from './cli.ts';
import { formatTitle } from './env-backend.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { readInput } from './env-input.ts';

interface InitOptions extends BackendOptions {
  readonly file?: string;
  readonly plaintext?: boolean;
}

/** `env init NAME`: makes an environment, empty or with a definition from a file. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name')
    .option('-f, --file <file>', 'its definition; - for standard input')
    .option('--plaintext', 'leave its secrets readable');
  addBackendOption(command).action((environment: string, options: InitOptions) =>
    init(environment, options, cli),
  );
}

async function init(environment: string, options: InitOptions, cli: Cli): Promise<void> {
  const text = options.file === undefined ? undefined : await readInput(options.file, cli);
  const backend = await chooseBackend(options, cli, environment);
  const title = formatTitle(await backend.create(environment));
  if (text !== undefined) {
    try {
      const warnings = await backend.write(title, { text, encrypt: options.plaintext !== true });
      for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
    } catch (error) {
      await backend.remove(title);
      throw error;
    }
  }
  cli.stdout.write(`Environment created: ${title}\n`);
}
