import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './failure.ts';
import type { Folders } from './folders.ts';
import { runProgram } from './processes.ts';

const run = promisify(execFile);
const CANDIDATES = ['python3', 'python'];
const STAMP = 'installed.sha256';

export interface PythonSetup {
  readonly folders: Folders;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** The virtual environment's Python with the emulator in it; installed only when the pinned requirements changed. */
export async function preparePython(setup: PythonSetup): Promise<string> {
  const { folders, progress } = setup;
  const requirements = join(folders.root, 'lib/local/emulator/requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const python = join(folders.venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (readStamp(folders) === wanted) return python;
  const host = await findPython(setup.env);
  progress('installing the AWS emulator (ministack) into .nightshift/venv');
  rmSync(folders.venv, { recursive: true, force: true });
  const logFile = join(folders.logs, 'python.log');
  const program = { cwd: folders.root, env: setup.env, logFile, signal: setup.signal };
  await runProgram(
    { ...program, command: host, args: ['-m', 'venv', folders.venv] },
    'making the Python virtual environment',
  );
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await runProgram(
    { ...program, command: python, args: [...pip, '--require-hashes', '-r', requirements] },
    'installing the emulator with pip',
  );
  writeFileSync(join(folders.venv, STAMP), wanted);
  return python;
}

function readStamp(folders: Folders): string | undefined {
  try {
    return readFileSync(join(folders.venv, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

async function findPython(env: Readonly<Record<string, string>>): Promise<string> {
  const tooOld: string[] = [];
  for (const command of CANDIDATES) {
    const version = await readVersion(command, env);
    if (version === undefined) continue;
    if (version.major < 3 || (version.major === 3 && version.minor < 10)) {
      tooOld.push(`${version.major}.${version.minor}`);
      continue;
    }
    if (!version.hasVenv) {
      throw new LocalStackError(
        'Python has no "venv" module; install it (Debian and Ubuntu: apt-get install python3-venv) and start again',
      );
    }
    return command;
  }
  const found = tooOld.length === 0 ? 'none was found' : `found only ${tooOld.join(', ')}`;
  throw new LocalStackError(`Python 3.10 or newer is needed for the local AWS emulator; ${found}`);
}

async function readVersion(
  command: string,
  env: Readonly<Record<string, string>>,
): Promise<{ major: number; minor: number; hasVenv: boolean } | undefined> {
  const probe =
    'import importlib.util as u,json,sys;print(json.dumps([sys.version_info[0],sys.version_info[1],all(u.find_spec(m) for m in ("venv","ensurepip"))]))';
  try {
    const { stdout } = await run(command, ['-c', probe], { env: { ...env } });
    const [major, minor, hasVenv] = JSON.parse(stdout);
    return { major, minor, hasVenv };
  } catch {
    return undefined;
  }
}
