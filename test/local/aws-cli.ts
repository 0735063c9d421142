import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Folders } from '../../lib/local/folders.ts';
import { nightshiftCommand } from '../cli/run-command.ts';

const run = promisify(execFile);
const AWS_CLI = 'awscli==1.46.3';

/** A folder with the commands `aws`, the real one, and `nightshift`; installed once, below `.nightshift/`. */
export async function prepareCommands(folders: Folders): Promise<string> {
  const python = join(folders.venv, 'bin/python');
  const packages = join(folders.home, AWS_CLI);
  if (!existsSync(join(packages, 'awscli'))) {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    await run(python, [...pip, '--target', packages, AWS_CLI]);
  }
  const commands = join(folders.home, 'commands');
  mkdirSync(commands, { recursive: true });
  writeCommand(join(commands, 'aws'), `PYTHONPATH='${packages}' exec '${python}' -m awscli "$@"`);
  const words = nightshiftCommand.map((word) => `'${word}'`).join(' ');
  writeCommand(join(commands, 'nightshift'), `NODE_NO_WARNINGS=1 exec ${words} "$@"`);
  return commands;
}

function writeCommand(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}
