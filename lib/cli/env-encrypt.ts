import type { Command } from 'commander';
import { formatDiagnostic } from '../model/diagnostic.ts';
import type { Cli } from './cli.ts';
import { formatTitle } from './env-backend.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';

interface EncryptOptions extends BackendOptions {
  readonly renew?: boolean;
}

/** `env encrypt NAME`: encrypts the secrets that stand readably in an environment, and leaves all else as it is. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .option('--renew', 'encrypt all of its secrets anew, with a new data key of the present KMS key');
  addBackendOption(command).action((environment: string, options: EncryptOptions) =>
    encrypt(environment, options, cli),
  );
}

async function encrypt(environment: string, options: EncryptOptions, cli: Cli): Promise<void> {
  const backend = await chooseBackend(options, cli, environment);
  // All that was encrypted is opened before anything is written: what cannot be opened is not lost.
  const { title, text, etag } = await (options.renew === true
    ? backend.readDecrypted(environment)
    : backend.read(environment));
  const warnings = await backend.write(environment, { text, etag, encrypt: true });
  for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  cli.stdout.write(`Environment "${formatTitle(title)}" holds no readable secret.\n`);
}
