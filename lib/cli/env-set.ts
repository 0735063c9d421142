import type { Command } from 'commander';
import { type Draft, holdsSecret, setValue } from '../esc/index.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { editEnvironment, readPath } from './env-edit-value.ts';
import { readDraftOf, type ValueOptions } from './env-set-value.ts';

interface SetOptions extends ValueOptions, BackendOptions {}

/** `env set NAME PATH VALUE`: sets one value, and leaves all else of the document as it is. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .argument('<path>', 'the place below values, such as a.b[0]; imports[0] for an import')
    .argument('[value]', 'YAML; with --secret and without a value it is asked for')
    .option('--secret', 'encrypt the value')
    .option('--plaintext', 'leave the value readable, though it looks like a secret')
    .option('--string', 'take the value as a text, whatever it looks like')
    .option('-f, --file <file>', 'read the value from a file; - for standard input');
  addBackendOption(command).action(
    (environment: string, path: string, value: string | undefined, options: SetOptions) =>
      set({ environment, path, value, options }, cli),
  );
}

interface Setting {
  readonly environment: string;
  readonly path: string;
  readonly value: string | undefined;
  readonly options: SetOptions;
}

async function set({ environment, path, value, options }: Setting, cli: Cli): Promise<void> {
  const steps = readPath(path);
  const draft: Draft = await readDraftOf({ path: steps, value, options }, cli);
  const backend = await chooseBackend(options, cli, environment);
  const encrypt = holdsSecret(draft) && options.plaintext !== true;
  const change = { environment, path: steps, encrypt };
  await editEnvironment(change, (request) => setValue(request, draft), { backend, cli });
}
