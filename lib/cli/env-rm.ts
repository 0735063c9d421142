import type { Command } from 'commander';
import { removeValue } from '../esc/index.ts';
import type { Cli } from './cli.ts';
import { askLine } from './env-ask.ts';
import { formatTitle } from './env-backend.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { editEnvironment, readPath } from './env-edit-value.ts';

interface RemoveOptions extends BackendOptions {
  readonly yes?: boolean;
}

/** `env rm NAME [PATH]`: removes an environment, whose name has to be typed again, or one value of it. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .argument('[path]', 'the value to remove; without it the whole environment goes')
    .option('-y, --yes', 'do not ask');
  addBackendOption(command).action(
    async (environment: string, path: string | undefined, options: RemoveOptions) => {
      if (path === undefined) return removeEnvironment(environment, options, cli);
      const backend = await chooseBackend(options, cli, environment);
      const change = { environment, path: readPath(path), encrypt: false };
      await editEnvironment(change, removeValue, { backend, cli });
    },
  );
}

async function removeEnvironment(environment: string, options: RemoveOptions, cli: Cli): Promise<void> {
  const backend = await chooseBackend(options, cli, environment);
  const title = formatTitle((await backend.read(environment)).title);
  if (options.yes !== true) {
    cli.stderr.write(`This will permanently remove the "${title}" environment!\n`);
    const typed = await askLine(`Please confirm by typing the name "${title}": `, cli);
    if (typed.trim() !== title) {
      cli.stderr.write('nightshift: confirmation declined; nothing was removed\n');
      cli.exitCode = 1;
      return;
    }
  }
  await backend.remove(environment);
  cli.stdout.write(`Environment "${title}" has been removed!\n`);
}
