// What `npm start` and `npm test` need before anything else: a Node that is new enough, the locked packages, and the
// built command line. Plain JavaScript without dependencies, since it runs before there are any.
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const MINIMUM = [20, 19];

/** Ends the process with one line when something is in the way. */
export async function prepareProject() {
  requireNode();
  if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
    process.stderr.write('  0 s  installing the npm packages\n');
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  // `npm ci` has built it; after a change of the sources it is built again.
  if (modified('dist/nightshift.mjs') < newestSource()) await run(process.execPath, ['bin/build.mjs']);
}

/** Runs a program in the project's folder; when it fails, so do we, with its exit code. */
export function run(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['inherit', process.stderr, 'inherit'] });
    child.on('error', (error) => fail(`cannot run ${command}: ${error.message}`));
    child.on('exit', (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  fail(`Node ${MINIMUM.join('.')} or newer is needed, this is ${process.versions.node}`);
}

function modified(file) {
  return statSync(root + file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSource() {
  const files = readdirSync(`${root}lib`, { recursive: true }).map((file) => `lib/${file}`);
  return Math.max(...[...files, 'bin/nightshift.ts', 'bin/build.mjs'].map(modified));
}

function fail(message) {
  process.stderr.write(`nightshift: ${message}\n`);
  process.exit(1);
}
