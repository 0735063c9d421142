import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError, ServiceError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { askLine } from './env-ask.ts';
import type { EnvironmentBackend, EnvironmentWriting } from './env-backend.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { readInput } from './env-input.ts';
import { removeAtExit } from './run-cleanup.ts';

interface EditOptions extends BackendOptions {
  readonly file?: string;
  readonly editor?: string;
  readonly showSecrets?: boolean;
  readonly plaintext?: boolean;
}

/** `env edit NAME`: the definition in an editor, checked and written when the editor closes. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .option('-f, --file <file>', 'take the new definition from a file; - for standard input')
    .option('--editor <command>', 'default: VISUAL, EDITOR, vi')
    .option('--show-secrets', 'secrets in plain text while you edit; they are encrypted again')
    .option('--plaintext', 'leave secrets that are new readable');
  addBackendOption(command).action(async (environment: string, options: EditOptions) => {
    const backend = await chooseBackend(options, cli, environment);
    if (options.file === undefined) return editByHand(environment, { options, backend, cli });
    const text = await readInput(options.file, cli);
    await backend.read(environment);
    await write(environment, { text, encrypt: options.plaintext !== true }, { backend, cli });
  });
}

interface Editing {
  readonly options: EditOptions;
  readonly backend: EnvironmentBackend;
  readonly cli: Cli;
}

async function editByHand(environment: string, editing: Editing): Promise<void> {
  const { options, backend, cli } = editing;
  const stored = await (options.showSecrets === true
    ? backend.readDecrypted(environment)
    : backend.read(environment));
  const folder = mkdtempSync(join(cli.env['XDG_RUNTIME_DIR'] ?? tmpdir(), 'nightshift-edit-'));
  const cleanUp = removeAtExit([folder]);
  const file = join(folder, 'environment.yaml');
  let isKept = false;
  try {
    writeFileSync(file, stored.text, { mode: 0o600 });
    for (;;) {
      await runEditor(file, editing);
      const text = readFileSync(file, 'utf8');
      if (text.trim() === '' || text === stored.text) {
        cli.stderr.write(
          text === stored.text ? 'nothing was changed\n' : 'an empty definition is not written\n',
        );
        return;
      }
      const writing = { text, etag: stored.etag, encrypt: options.plaintext !== true };
      isKept = options.showSecrets !== true;
      if (await writeOrAsk(environment, writing, editing)) {
        isKept = false;
        return;
      }
    }
  } finally {
    if (isKept) cli.stderr.write(`what you wrote is kept in ${file}\n`);
    else cleanUp();
  }
}

/** False where the person wants to go on editing. What cannot be mended in the editor is thrown. */
async function writeOrAsk(
  environment: string,
  writing: EnvironmentWriting,
  editing: Editing,
): Promise<boolean> {
  try {
    await write(environment, writing, editing);
    return true;
  } catch (error) {
    const isMendable =
      error instanceof DocumentError || error instanceof ServiceError || error instanceof UsageError;
    if (!isMendable || editing.cli.stdin.isTTY !== true) throw error;
    const lines = error instanceof DocumentError ? error.diagnostics.map(formatDiagnostic) : [error.message];
    for (const line of lines) editing.cli.stderr.write(`${line}\n`);
    const answer = await askLine('Press ENTER to go on editing, or type "quit" to give up: ', editing.cli);
    if (answer.trim() === 'quit') throw new UsageError('given up; nothing was written');
    return false;
  }
}

async function write(
  environment: string,
  writing: EnvironmentWriting,
  { backend, cli }: Pick<Editing, 'backend' | 'cli'>,
): Promise<void> {
  const warnings = await backend.write(environment, writing);
  for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  cli.stdout.write('Environment updated.\n');
}

/** The editor's command is a shell's, as other tools take VISUAL and EDITOR; the file is added to it. */
async function runEditor(file: string, { options, cli }: Editing): Promise<void> {
  const editor = options.editor ?? cli.env['VISUAL'] ?? cli.env['EDITOR'] ?? 'vi';
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], {
    cwd: cli.cwd,
    env: { ...cli.env },
    stdio: cli.stdin.isTTY === true ? 'inherit' : ['ignore', 'ignore', 'ignore'],
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new UsageError(`the editor "${editor}" ended with ${code ?? 'a signal'}; nothing was written`);
}
